import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import type { Bead } from "#src/effects/beads/bead.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import { BeadWriter } from "#src/effects/beads/writer.ts";
import { idOf, row, tree } from "#test/contracts/tree-of.ts";

let store: TaskStore;
let writer: BeadWriter;
let beads: readonly Bead[];

beforeEach(async () => {
  const dir = await mkdtemp(join(tmpdir(), "fractal-writer-"));
  store = await openTaskStore({ dir, actor: "fractal/test" });
  writer = new BeadWriter(store);
  beads = (await writer.commit({ creates: tree(4) })).written;
});

test("a commit says what became of its own rows", async () => {
  const [one, two] = await Promise.all([
    writer.commit({ updates: [{ ...row(beads, 1), notes: "one" }] }),
    writer.commit({ updates: [{ ...row(beads, 2), notes: "two" }] }),
  ]);
  expect(one.written).toMatchObject([{ id: idOf(1), notes: "one" }]);
  expect(two.written).toMatchObject([{ id: idOf(2), notes: "two" }]);
  expect(await writer.load()).toMatchObject([{}, { notes: "one" }, { notes: "two" }, {}]);
});

test("a row may be written again and again from the version that the caller knew", async () => {
  const known = row(beads, 1);
  const commits = ["a", "b", "c", "d"].map(async (notes, n) => {
    for (let turn = 0; turn < n; turn += 1) await new Promise(setImmediate);
    return writer.commit({ updates: [{ ...known, notes }] });
  });
  for (const { refused } of await Promise.all(commits)) expect(refused).toEqual([]);
  expect(row(await writer.load(), 1).notes).toBe("d");
});

test("a row that somebody else wrote refuses every update made before, also one that was under way", async () => {
  const known = row(beads, 1);
  const { written } = await store.write([{ ...known, notes: "theirs" }]);
  const refusals = await Promise.all([
    writer.commit({ updates: [{ ...known, notes: "ours" }] }),
    writer.commit({ updates: [{ ...known, notes: "ours, later" }, row(beads, 2)] }),
  ]);
  expect(refusals.map(({ refused }) => refused)).toEqual([[idOf(1)], [idOf(1)]]);
  expect(row(await writer.load(), 1).notes).toBe("theirs");
  expect((await writer.commit({ updates: [{ ...row(written, 1), notes: "again" }] })).refused).toEqual([]);
});

test("two truths about one row in one group: neither is written", async () => {
  const known = row(beads, 1);
  const { written } = await store.write([{ ...known, notes: "theirs" }]);
  const [stale, fresh] = await Promise.all([
    writer.commit({ updates: [{ ...known, notes: "stale" }] }),
    writer.commit({ updates: [{ ...row(written, 1), notes: "fresh" }] }),
  ]);
  expect([stale.refused, fresh.refused]).toEqual([[idOf(1)], [idOf(1)]]);
  expect(row(await writer.load(), 1).notes).toBe("theirs");
});

test("receipts wait for the next write of anything, in order", async () => {
  await writer.commit({ updates: [{ ...row(beads, 1), notes: "receipt" }], lazy: true });
  expect(row(await store.load(), 1).notes).toBeUndefined();
  await writer.commit({ updates: [{ ...row(beads, 2), notes: "more" }] });
  expect(row(await store.load(), 1).notes).toBe("receipt");

  await writer.commit({ updates: [{ ...row(beads, 1), notes: "older" }], lazy: true });
  await writer.commit({ updates: [{ ...row(beads, 1), notes: "newer" }] });
  expect(row(await store.load(), 1).notes).toBe("newer");

  const written = writer.commit({ updates: [{ ...row(beads, 1), notes: "older" }] });
  await writer.commit({ updates: [{ ...row(beads, 1), notes: "newest" }], lazy: true });
  await written;
  await writer.flush();
  expect(row(await store.load(), 1).notes).toBe("newest");
});

test("a receipt that was refused is named by the next commit, whoever makes it", async () => {
  await writer.commit({ updates: [{ ...row(beads, 1), notes: "receipt" }], lazy: true });
  await store.write([{ ...row(beads, 1), notes: "theirs" }]);
  expect(await writer.commit({ updates: [{ ...row(beads, 2), notes: "fine" }] })).toMatchObject({
    written: [{ id: idOf(2), notes: "fine" }],
    refused: [idOf(1)],
  });
  expect((await writer.flush()).refused).toEqual([]);
});

test("one caller's impossible rows are not the others' fault", async () => {
  const [clash, fine] = await Promise.allSettled([
    writer.commit({ creates: [{ id: idOf(1), title: "Something else" }] }),
    writer.commit({
      creates: [{ id: idOf(7), title: "Seven" }],
      updates: [{ ...row(beads, 2), notes: "x" }],
    }),
  ]);
  expect(clash).toMatchObject({ status: "rejected", reason: { next: "caller" } });
  expect(fine).toMatchObject({ status: "fulfilled", value: { written: [{ id: idOf(7) }, { id: idOf(2) }] } });
  await expect(writer.commit({ updates: [{ ...row(beads, 1), title: "" }], lazy: true })).rejects.toThrow(
    "a title is required",
  );
});

test("what waits is written before a reload and before the end", async () => {
  await writer.commit({ updates: [{ ...row(beads, 1), notes: "receipt" }], lazy: true });
  expect(row(await writer.load(), 1).notes).toBe("receipt");
  await writer.commit({ updates: [{ ...row(beads, 2), notes: "last words" }], lazy: true });
  await writer.close();
  expect(await store.export()).toContain("last words");
});
