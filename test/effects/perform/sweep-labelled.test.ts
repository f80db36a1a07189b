import { expect, test } from "vitest";
import { readLastEvent } from "#src/effects/github/issue-events.ts";
import { sweepLabelled } from "#src/effects/perform/sweep-labelled.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { treeOf } from "./desk.ts";
import { openStands } from "./stand.ts";

test("a label is looked for in GitHub's time alone, and the one that was heard of is not news", async () => {
  await using desk = await openStands();
  const { ada, at } = desk.world;
  const { data } = await ada.rest.issues.create({ ...at, title: "The whole", body: "Do it." });
  await ada.rest.issues.addLabels({ ...at, issue_number: data.number, labels: ["fractal"] });
  const labelled = await readLastEvent(desk.repo, data.number, ({ event }) => event === "labeled");
  if (labelled === undefined) throw new Error("nobody put the label on");
  const root = rootTaskId("ada/demo", data.number);
  // It waits for somebody who may.
  const whole = rootOf(treeOf(desk.base, { issue: data.number, seen: true, allowed: false }));
  const found = async (requestedAt: number, clock = () => requestedAt) => {
    const row = { ...whole, id: root, root, facts: { ...whole.facts, requestedAt } };
    const tree: Tree = { root, tasks: new Map([[root, row]]) };
    const world = { ...desk.desk, clock };
    return (await sweepLabelled(world, { owner: "ada", repo: "demo", label: "fractal" }, () => tree)).length;
  };
  // The same act, though GitHub writes its two times a second apart.
  expect(await found(labelled.at)).toBe(0);
  expect(await found(labelled.at - 1000)).toBe(0);
  expect(await found(labelled.at, () => labelled.at - 3_600_000)).toBe(0);
  // Put back since.
  expect(await found(labelled.at - 10_000)).toBe(1);
});
