import { join } from "node:path";
import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { editSnapshot } from "#test/effects/beads/grove.ts";
import { type Desk, openDesk } from "./desk.ts";
import { labelled, rootOfIssue, said } from "./world.ts";

const issues = Array.from({ length: 10 }, (_, at) => at + 1);

/** Ten trees, each merged by a person as soon as it is ready. */
async function deskOfTen(): Promise<Desk> {
  const desk = await openDesk();
  for (const issue of issues) {
    desk.engine.accept(labelled(issue));
    await desk.rest(issue);
    const merged = { type: "PullRequestClosed" as const, merged: true, mergedSha: "e".repeat(40), by: "ada" };
    desk.engine.accept(said({ ...merged, pullRequest: 60 + issue }, `merged-${issue}`));
    await expect.poll(() => stateOf(desk.tree(issue))).toBe("merged");
    await desk.rest(issue);
  }
  return desk;
}

function inMemory({ forest }: Desk): number[] {
  return issues.filter((issue) => forest.tree(rootOfIssue(issue)).tasks.size > 0);
}

test("finished trees leave memory, those that finished last stay at hand", async () => {
  const desk = await deskOfTen();
  expect(inMemory(desk)).toEqual(issues.slice(2));
  expect(desk.forest.roots()).toHaveLength(8);
  expect([desk.forest.isAway(rootOfIssue(1)), desk.forest.isAway(rootOfIssue(3))]).toEqual([true, false]);
  // What is still said of them is nobody's.
  expect(desk.engine.accept(said({ type: "IssueEdited", issue: 1, by: "ada" }, "edit"))).toBe(true);
  await desk.reread();
  expect(desk.inbox.pending()).toEqual([]);
  await desk.reread();
  expect(inMemory(desk)).toHaveLength(8);
  await desk.close();
  const again = await openDesk({ dir: desk.dir, world: desk.world });
  expect(inMemory(again)).toHaveLength(8);
  expect(again.performed).toEqual([]);
  await again.close();
});

test("a finished tree comes back when its issue is labelled again, and is not made twice", async () => {
  const desk = await deskOfTen();
  const before = desk.performed.length;
  const { event, root = "" } = labelled(1);
  desk.engine.accept({ id: "label again", root, event: { ...event, at: 99 } as typeof event });
  await desk.rest(1);
  expect(stateOf(desk.tree(1))).toBe("merged");
  expect(desk.parts(1)).toHaveLength(1);
  expect(desk.performed).toHaveLength(before);
  await desk.reread();
  expect(desk.inbox.pending()).toEqual([]);
  await desk.close();
});

test("a finished tree comes back when a person opens it again with bd, and goes on", async () => {
  const desk = await deskOfTen();
  const edits = { status: "open", closed_at: undefined, close_reason: undefined };
  await editSnapshot({ dir: join(desk.dir, "beads"), store: desk.store }, rootOfIssue(1), edits);
  await desk.engine.reload();
  await desk.rest(1);
  expect(inMemory(desk)).toContain(1);
  expect(stateOf(desk.tree(1))).toBe("ready");
  await desk.close();
});

test("a tree that somebody deleted with bd is heard of no more, and stands in nobody's way", async () => {
  const desk = await openDesk();
  for (const issue of [1, 2]) {
    desk.engine.accept(labelled(issue));
    await desk.rest(issue);
  }
  const at = { dir: join(desk.dir, "beads"), store: desk.store };
  for (const { id } of [...desk.parts(1), { id: rootOfIssue(1) }]) await editSnapshot(at, id, undefined);
  await desk.engine.reload();
  expect(desk.tree(1).tasks.size).toBe(0);
  const pullRequest = { type: "PullRequestClosed" as const, pullRequest: 61, merged: false, by: "ada" };
  const accepted = desk.engine.acceptAll([said(pullRequest, "closed"), labelled(3)]);
  expect(accepted).toHaveLength(2);
  await desk.rest(3);
  expect(stateOf(desk.tree(3))).toBe("ready");
  expect(desk.fatal).toEqual([]);
  await desk.close();
});
