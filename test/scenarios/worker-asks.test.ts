import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { childrenOf, type Task, type Tree } from "#src/core/tree.ts";
import { turn } from "../../examples/turns.ts";
import { openHouse } from "./house.ts";
import { config, errorsPart, oneLeaf, spec } from "./one-leaf.ts";
import { rewrite } from "./rewrite.ts";
import { said } from "./said.ts";

const question = {
  name: "ask_human",
  arguments: {
    question: "Does a request that was redirected count as failed?",
    options: ["Yes, from 300", "No, from 400"],
    recommendation: "No, from 400",
  },
};
const script = [{ ...errorsPart, work: () => [turn("The spec leaves this open.", question)] }];

test("a worker that asks is not asked again: its question waits for a person, with what was tried", async () => {
  const house = await openHouse(oneLeaf({ script }));
  await house.label(spec);
  const tree = await house.watch.rest();
  const leaf = leafOf(tree);
  expect(leaf).toMatchObject({ status: "needs_human", attempts: [{ outcome: { class: "spec" } }] });
  const [words = "", ...more] = await said(house, leaf.issue?.number ?? 0);
  expect(more).toEqual([]);
  expect(words.replaceAll(/\$[\d.]+/g, "$‹usd›")).toMatchInlineSnapshot(`
    "### 🔴 Does a request that was redirected count as failed?

    @ada, this task waits for your decision. The worker on “Count failed requests” cannot go on without this.
    Recommended: No, from 400

    - [ ]  **A** Yes, from 300
    - [ ]  **B** No, from 400 *(recommended)*

    <sub>To answer, tick one box, or reply here in your own words. Your words go to the model as you write them. Whoever may write to this repository may answer; nothing is spent on it meanwhile.</sub>

    <details><summary>What was tried</summary>

    - Attempt 1 with \`gpt-5-nano\`, $‹usd›: something is unclear: the worker asks: Does a request that was redirected count as failed? (“Yes, from 300” or “No, from 400”)

    </details>"
  `);
});

test("closed as not planned it is cancelled and the tree waits; reopened it is done again; closed as completed its check decides", async () => {
  // Each of its turns asks something.
  const asksOften = { ".github/fractal.yml": config("limits: { questionsFree: 9 }") };
  const house = await openHouse(oneLeaf({ script, files: asksOften }));
  const root = await house.label(spec);
  const leaf = leafOf(await house.watch.rest());
  const ada = house.person("ada");
  const issue_number = leaf.issue?.number ?? 0;
  const close = (state_reason: "completed" | "not_planned") =>
    ada.rest.issues.update({ ...house.at, issue_number, state: "closed", state_reason });

  await close("not_planned");
  await house.watch.until("the cancelling", (tree) => leafOf(tree).status === "cancelled");
  expect(stateOf(await house.watch.rest())).toBe("waiting");
  const dropped = (await said(house, issue_number)).at(-1)?.replaceAll(/\$[\d.]+/g, "$‹usd›");
  expect(dropped).toMatchInlineSnapshot(`
    "### 🔴 “Count failed requests” was dropped: shall the rest go on without it?

    @ada, this task waits for your decision. @ada closed “Count failed requests” as not planned; its parent waits for it.
    Recommended: go on without it, if nothing that waits for it needs what it would have made.

    - [ ]  **A** Go on without it *(recommended)*
    - [ ]  **B** Do it after all
    - [ ]  **C** Cancel the whole tree

    <sub>To answer, tick one box, or reply here with its letter, or write \`/fractal skip\` or \`/fractal retry\`. Whoever may write to this repository may answer; nothing is spent on it meanwhile.</sub>

    <details><summary>What was tried</summary>

    - Attempt 1 with \`gpt-5-nano\`, $‹usd›: something is unclear: the worker asks: Does a request that was redirected count as failed? (“Yes, from 300” or “No, from 400”)

    </details>"
  `);

  await ada.rest.issues.update({ ...house.at, issue_number, state: "open" });
  await house.watch.until("the second attempt", (tree) => leafOf(tree).attempts.length === 2);
  await house.watch.rest();

  await close("completed");
  await house.watch.until("the red check", (tree) => leafOf(tree).reason?.includes("is red") === true);
  await house.watch.rest();
  const { data } = await ada.rest.issues.get({ ...house.at, issue_number });
  expect(data.state).toBe("closed");
  expect((await said(house, issue_number)).at(-1)).toContain("closed it as completed, but");

  await ada.rest.issues.update({ ...house.at, issue_number, state: "open" });
  await house.watch.until("the third attempt", (tree) => leafOf(tree).attempts.length === 3);
  await house.watch.rest();
  for (const name of ["errors.awk", "errors.sh"]) {
    const text = readFileSync(new URL(`../../examples/models/log-report/${name}`, import.meta.url), "utf8");
    await rewrite(house, name.endsWith(".sh") ? `test/${name}` : `lib/${name}`, text, `fractal/${root}/epic`);
  }
  await close("completed");
  const done = await house.watch.until("the green check", (tree) => leafOf(tree).status === "done");
  expect(leafOf(done).check?.judgement.state).toBe("passed");
  expect(stateOf(await house.watch.rest())).toBe("ready");
});

function leafOf(tree: Tree): Task {
  const [leaf] = childrenOf(tree, tree.root);
  if (leaf === undefined) throw new Error("there is no leaf yet");
  return leaf;
}
