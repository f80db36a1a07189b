import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { rootOf } from "#src/core/tree.ts";
import { openDesk } from "./desk.ts";
import { labelled, World } from "./world.ts";

test("from the label to the pull request that a person reviews: every effect once, everything acknowledged", async () => {
  const desk = await openDesk({ world: new World(Date.now, 3) });
  expect(desk.engine.accept(labelled(1))).toBe(true);
  await desk.rest();
  expect(stateOf(desk.tree())).toBe("ready");
  expect(desk.parts().map(({ title, status }) => [title, status])).toEqual([
    ["Part number 1", "done"],
    ["Part number 2", "done"],
    ["Part number 3", "done"],
  ]);
  expect(rootOf(desk.tree()).facts.pullRequest).toBe(61);
  const once = desk.performed.filter(({ type }) => !["MirrorIssue", "WriteSticky"].includes(type));
  expect(new Set(once.map(({ key }) => key)).size).toBe(once.length);
  // Receipts are held back until something has to be written; a reload writes them.
  await desk.reread();
  expect(desk.inbox.pending()).toEqual([]);
  await desk.close();
});
