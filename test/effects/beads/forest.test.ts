import { beforeEach, describe, expect, test } from "vitest";
import type { Task } from "#src/core/tree.ts";
import type { Forest } from "#src/effects/beads/forest.ts";
import { type Grove, note, openGrove, put } from "./grove.ts";
import { leaf, oak, root } from "./leaf.ts";

const elm = "fx-elm00001";
const [one, two] = ["fx-leaf0001", "fx-leaf0002"];
let grove: Grove;
let forest: Forest;

beforeEach(async () => {
  grove = await openGrove();
  forest = grove.forest;
});

describe("what is committed", () => {
  test("is true at once and in the store: creates, changes, parents and needs", async () => {
    expect(await forest.commit([put(root(oak)), put(leaf(one)), put(leaf(two, { needs: [one] }))])).toBe(
      true,
    );
    expect(await forest.commit([put(leaf(one, { status: "running", title: "First" }))])).toBe(true);
    expect(forest.tree(oak).tasks.get(one)).toMatchObject({ status: "running", title: "First" });
    expect(await grove.stored(one)).toMatchObject({ status: "in_progress", title: "First" });
    expect(await grove.afterRestart(oak)).toEqual(tasks(oak));
    expect([...tasks(oak).keys()].toSorted()).toEqual([one, two, oak]);
  });

  test("does not change the tree that somebody holds", async () => {
    await forest.commit([put(root(oak)), put(leaf(one))]);
    const held = forest.tree(oak);
    await forest.commit([put(leaf(one, { status: "running" })), put(leaf(two))]);
    expect(held.tasks.get(one)?.status).toBe("ready");
    expect(held.tasks.size).toBe(2);
    expect(forest.tree(oak).tasks.size).toBe(3);
  });

  test("may be a task that is over before it was ever written", async () => {
    await forest.commit([put(root(oak))]);
    const changes = [
      put(leaf(one, { status: "cancelled", reason: "its parent was cancelled" })),
      put(root(oak, { edits: 1 })),
    ];
    expect(await forest.commit(changes)).toBe(true);
    expect(await grove.stored(one)).toMatchObject({
      status: "closed",
      close_reason: "its parent was cancelled",
    });
    expect((await grove.afterRestart(oak)).get(one)?.status).toBe("cancelled");
  });

  test("stays in its own tree; an unknown root has an empty one", async () => {
    await Promise.all([
      forest.commit([put(root(oak)), put(leaf(one))]),
      forest.commit([put(root(elm)), put(leaf(two, { root: elm, parent: elm }))]),
    ]);
    expect(forest.roots().toSorted()).toEqual([elm, oak]);
    expect([...tasks(oak).keys()]).toEqual([oak, one]);
    expect([...tasks(elm).keys()]).toEqual([elm, two]);
    expect(tasks("fx-none0001").size).toBe(0);
  });

  test("as a mere receipt waits for the next write of anything, or for a flush", async () => {
    await forest.commit([put(root(oak)), put(leaf(one)), put(leaf(two))]);
    expect(await forest.commit([note(leaf(one, { mirrored: "queued|open|0" }))])).toBe(true);
    expect(forest.tree(oak).tasks.get(one)?.mirrored).toBe("queued|open|0");
    expect((await grove.stored(one)).metadata).not.toHaveProperty("fx_mirrored");
    await forest.commit([put(leaf(two, { status: "running" }))]);
    expect((await grove.stored(one)).metadata["fx_mirrored"]).toBe("queued|open|0");
    await forest.commit([note(leaf(two, { status: "running", mirrored: "x" }))]);
    await forest.flush();
    expect((await grove.stored(two)).metadata["fx_mirrored"]).toBe("x");
  });
});

test("receipts of one row that go out with other trees' writes, however often, are not taken for a stranger's", async () => {
  await forest.commit([put(root(oak)), put(leaf(one)), put(root(elm))]);
  const loads = forest.loads;
  for (let n = 1; n <= 20; n += 1) {
    await forest.commit([note(leaf(one, { mirrored: `${n}` }))]);
    await forest.commit([put(root(elm, { edits: n }))]);
  }
  expect((await grove.stored(one)).metadata["fx_mirrored"]).toBe("20");
  expect(await forest.commit([put(leaf(one, { mirrored: "21", status: "running" }))])).toBe(true);
  expect(forest.loads).toBe(loads);
});

describe("a row that somebody else changed", () => {
  beforeEach(async () => {
    await forest.commit([put(root(oak)), put(leaf(one)), put(leaf(two))]);
  });

  test("refuses the write: theirs is read, ours counts for nothing", async () => {
    const loads = forest.loads;
    await grove.edit(one, { title: "As Ada says" });
    expect(await forest.commit([put(leaf(one, { status: "running" }))])).toBe(false);
    expect(forest.tree(oak).tasks.get(one)).toMatchObject({ title: "As Ada says", status: "ready" });
    expect(forest.loads).toBe(loads + 1);
    expect(await forest.commit([put(leaf(one, { title: "As Ada says", status: "running" }))])).toBe(true);
    expect(await grove.stored(one)).toMatchObject({ title: "As Ada says", status: "in_progress" });
  });

  test("does not undo what another root wrote at the same time", async () => {
    await forest.commit([put(root(elm))]);
    await grove.edit(one, { title: "As Ada says" });
    const both = await Promise.all([
      forest.commit([put(leaf(one, { status: "running" }))]),
      forest.commit([put(root(elm, { title: "Elm grows" }))]),
    ]);
    expect(both).toEqual([false, true]);
    expect(forest.tree(elm).tasks.get(elm)?.title).toBe("Elm grows");
    expect((await grove.stored(elm)).title).toBe("Elm grows");
  });

  test("loses a receipt that was held back, and not the next commit's own rows", async () => {
    await forest.commit([note(leaf(one, { mirrored: "lost" }))]);
    await grove.edit(one, { title: "As Ada says" });
    expect(await forest.commit([put(leaf(two, { status: "running" }))])).toBe(true);
    expect(forest.tree(oak).tasks.get(one)).toMatchObject({ title: "As Ada says" });
    expect(forest.tree(oak).tasks.get(one)?.mirrored).toBeUndefined();
    expect(forest.tree(oak).tasks.get(two)?.status).toBe("running");
  });

  test("is read by a reload, which writes first what was held back", async () => {
    await forest.commit([note(leaf(two, { mirrored: "kept" }))]);
    await grove.edit(one, { status: "closed", closed_at: "2026-01-05T00:00:00Z", close_reason: "by hand" });
    await forest.load();
    expect(forest.tree(oak).tasks.get(one)).toMatchObject({ status: "done", reason: "by hand" });
    expect(forest.tree(oak).tasks.get(two)?.mirrored).toBe("kept");
  });

  test("a commit that falls into a reload is decided anew on what it reads", async () => {
    await grove.edit(one, { title: "As Ada says" });
    const loading = forest.load();
    expect(await forest.commit([note(leaf(two, { mirrored: "too early" }))])).toBe(false);
    await loading;
    expect(forest.tree(oak).tasks.get(two)?.mirrored).toBeUndefined();
    expect(await forest.commit([note(leaf(two, { mirrored: "now" }))])).toBe(true);
    await forest.load();
    expect(forest.tree(oak).tasks.get(two)?.mirrored).toBe("now");
  });

  test("is no reason to forget a write that was under way when the reload was asked for", async () => {
    const writing = forest.commit([put(leaf(two, { status: "running" }))]);
    await Promise.all([forest.load(), forest.load()]);
    expect(await writing).toBe(true);
    expect(forest.tree(oak).tasks.get(two)?.status).toBe("running");
  });
});

test("rows that cannot be stored are an error, and nothing is taken for true", async () => {
  await forest.commit([put(root(oak))]);
  await expect(forest.commit([put(leaf(one, { title: "" }))])).rejects.toThrow("a title is required");
  await expect(forest.commit([put(leaf(one, { needs: [one] }))])).rejects.toThrow("would wait for itself");
  expect([...tasks(oak).keys()]).toEqual([oak]);
});

function tasks(of: string): ReadonlyMap<string, Task> {
  return new Map(forest.tree(of).tasks);
}
