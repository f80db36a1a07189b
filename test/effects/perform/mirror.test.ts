import { expect, test } from "vitest";
import { mirrorState } from "#src/core/mirror-state.ts";
import type { Tree } from "#src/core/tree.ts";
import { mirrorIssue } from "#src/effects/perform/mirror.ts";
import { openDesk, treeOf } from "./desk.ts";

/** A root and two leaves, the second after the first, of which only the root has its issue. */
async function startTree() {
  const desk = await openDesk();
  const { ada, at } = desk.world;
  const { data } = await ada.rest.issues.create({ ...at, title: "The whole" });
  const { root, tasks } = treeOf(desk.base);
  const whole = tasks.get(root);
  const leaf = tasks.get("fx-00000002");
  if (whole === undefined || leaf === undefined) throw new Error("the desk's tree is another");
  const first = { ...leaf, id: "fx-00000003", status: "ready" as const, attempts: [] };
  const issue = { number: data.number, id: data.id, nodeId: data.node_id };
  let tree: Tree = {
    root,
    tasks: new Map([
      [root, { ...whole, issue }],
      [first.id, first],
      [leaf.id, { ...leaf, needs: [first.id] }],
    ]),
  };
  const mirror = async (id: string) => {
    const task = tree.tasks.get(id) ?? leaf;
    const effect = { type: "MirrorIssue", task: id, key: id, state: mirrorState(tree, task) } as const;
    const events = await mirrorIssue(desk.desk, tree, effect);
    const [event] = events;
    if (event?.type === "IssueMirrored")
      tree = { root, tasks: new Map([...tree.tasks, [id, { ...task, issue: event.issue }]]) };
    return events;
  };
  return Object.assign(desk, { mirror, [Symbol.asyncDispose]: desk[Symbol.asyncDispose] });
}

test("where GitHub knows neither sub-issues nor dependencies, the tree is mirrored without, and the trace names what is missing", async () => {
  await using desk = await startTree();
  desk.answerInstead(/sub_issues|\/parent$|\/dependencies\/|\/graphql/, () =>
    Response.json({ message: "Not Found" }, { status: 404 }),
  );
  expect(await desk.mirror("fx-00000003")).toMatchObject([{ type: "IssueMirrored", issue: { number: 2 } }]);
  expect(await desk.mirror("fx-00000002")).toMatchObject([{ type: "IssueMirrored", issue: { number: 3 } }]);
  expect(desk.lines().map(({ task, attrs }) => [task, attrs["subject"], attrs["detail"]])).toEqual([
    ["fx-00000003", "#2 under #1", "sub-issues are not available here (Not Found)"],
    ["fx-00000002", "#3 under #1", "sub-issues are not available here (Not Found)"],
    ["fx-00000002", "#3 blocked by #2", "dependencies are not available here (Not Found)"],
  ]);
});

test("what can be linked is, and leaves no word about it", async () => {
  await using desk = await startTree();
  await desk.mirror("fx-00000003");
  await desk.mirror("fx-00000002");
  const { ada, at } = desk.world;
  const under = await ada.rest.issues.listSubIssues({ ...at, issue_number: 1 });
  expect(under.data.map(({ number }) => number)).toEqual([2, 3]);
  const before = await ada.rest.issues.listDependenciesBlockedBy({ ...at, issue_number: 3 });
  expect(before.data.map(({ number }) => number)).toEqual([2]);
  expect(desk.lines()).toEqual([]);
});

test("an issue that hangs under none, since the one above it was deleted, is hung under its new one", async () => {
  await using desk = await startTree();
  const { ada, at } = desk.world;
  await desk.mirror("fx-00000003");
  const sub = await ada.rest.issues.get({ ...at, issue_number: 2 });
  await ada.rest.issues.removeSubIssue({ ...at, issue_number: 1, sub_issue_id: sub.data.id });
  await desk.mirror("fx-00000003");
  const under = await ada.rest.issues.listSubIssues({ ...at, issue_number: 1 });
  expect(under.data.map(({ number }) => number)).toEqual([2]);
});
