import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { Bead } from "#src/effects/beads/bead.ts";
import { BeadLine } from "#src/effects/beads/jsonl.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import { leaf, tree } from "#test/contracts/tree-of.ts";
import { endMark, fakeBd, type FakeBd, line } from "./fake-bd.ts";

const one = `${line("fx-a1")}\n${endMark}`;

let fake: FakeBd;

beforeEach(async () => {
  fake = await fakeBd();
  await fake.says("export.stdout", one);
});

/** The import of a new title for the one row, and the store afterwards. */
async function rename(): Promise<{ store: TaskStore; write: Promise<unknown> }> {
  const store = await fake.open();
  const beads = await store.load();
  const write = store.write(beads.map((bead) => ({ ...bead, title: "New" })));
  await write.catch(() => {});
  return { store, write };
}

describe("a write of which nobody knows whether it landed may be tried again, after reading", () => {
  test.each([
    ["killed", { hang: "kill" }, "bd import was killed"],
    [
      "crashed",
      { stderr: "panic: goroutine 1 [running]:\nfatal error: out of luck\n", code: "2" },
      "fatal error: out of luck",
    ],
    ["ended well but silent", { stdout: "" }, "bd import ended well but said nothing"],
    ["cut off in its answer", { stdout: '{"data":{"ids":["fx-a' }, "bd import did not answer in whole JSON"],
  ])("%s", async (_, said, why) => {
    for (const [what, text] of Object.entries(said)) await fake.says(`import.${what}`, text);
    const { store, write } = await rename();
    await expect(write).rejects.toThrow(why);
    await expect(write).rejects.toMatchObject({ next: "retry" });
    // It had landed: what is believed is what is read now, and not what was asked for.
    await fake.says(
      "export.stdout",
      `${line("fx-a1", { title: "New", updated_at: "2026-01-01T00:00:01Z" })}\n${endMark}`,
    );
    expect(await store.load()).toMatchObject([{ title: "New" }]);
    await store.close();
  });

  test("and until it was read, a write reads by itself", async () => {
    await fake.says("import.stdout", "");
    const { store } = await rename();
    await fake.says(
      "export.stdout",
      `${line("fx-a1", { title: "New", updated_at: "2026-01-01T00:00:01Z" })}\n${endMark}`,
    );
    const old = { ...BeadLine.parse(line("fx-a1")), title: "Newer" };
    expect(await store.write([old])).toEqual({ written: [], refused: ["fx-a1"] });
    await store.close();
  });
});

describe("a person has to act, and is told how", () => {
  test.each([
    [
      "a full disk",
      "Error: write /x/journal: no space left on device",
      /the disk is full; make room and start again/,
    ],
    [
      "a full disk, said by a crash",
      "panic: stack\n\tfatal error: write /x/vvv: file too large: error\n",
      /\/x\/vvv: file too large.*the disk is full/,
    ],
    [
      "another schema",
      'Error 1105: column "row_lock" could not be found in any table in scope',
      /another version of bd\? Name that one in BD_BIN/,
    ],
    ["whatever else", "Error: it broke", /bd import failed with exit code 1: Error: it broke$/],
  ])("%s", async (_, stderr, words) => {
    await fake.says("import.stderr", stderr);
    await fake.says("import.code", "1");
    const { store, write } = await rename();
    await expect(write).rejects.toThrow(words);
    await expect(write).rejects.toMatchObject({ next: "person" });
    await store.close();
  });
});

describe("a lock that somebody else has", () => {
  test.each([
    "the database is locked by another dolt process",
    "a maintenance operation is running on this workspace; retry when it completes: workspace gate busy",
  ])("is waited for: %s", async (words) => {
    await fake.says("import.once.stdout", JSON.stringify({ data: { error: words } }));
    await fake.says("import.once.code", "1");
    await fake.says("import.stdout", '{"data":{"ids":["fx-a1"],"updated_issues":[{"id":"fx-a1"}]}}');
    const { store, write } = await rename();
    expect(await write).toMatchObject({ written: [{ title: "New" }] });
    expect(await fake.spawned("import")).toBe(2);
    await store.close();
  });

  test("for so long, then a person is told who has to end what", async () => {
    const store = await fake.open({ lockWaitMs: 300 });
    await fake.says("export.stderr", "Error: database is locked");
    await fake.says("export.code", "1");
    const load = store.load();
    await expect(load).rejects.toThrow(/somebody else is using .*: let their bd finish, or end it/);
    await expect(load).rejects.toMatchObject({ next: "retry" });
    expect(await fake.spawned("export")).toBeGreaterThan(2);
    await store.close();
  });
});

describe("an answer that is older than what was written", () => {
  const stale = one;
  const fresh = `${line("fx-a1", { title: "New", updated_at: "2026-01-01T00:00:01Z" })}\n${endMark}`;

  test("is not believed when the next one is not", async () => {
    await fake.says("import.stdout", '{"data":{"ids":["fx-a1"],"updated_issues":[{"id":"fx-a1"}]}}');
    const { store } = await rename();
    await fake.says("export.stdout", fresh);
    await fake.says("export.once.stdout", stale);
    await fake.says("export.once.code", "0");
    expect(await store.load()).toMatchObject([{ title: "New" }]);
    await store.close();
  });

  test("said twice is somebody's older snapshot, put back on purpose", async () => {
    await fake.says("import.stdout", '{"data":{"ids":["fx-a1"],"updated_issues":[{"id":"fx-a1"}]}}');
    const { store } = await rename();
    expect(await store.load()).toMatchObject([{ title: "fx-a1" }]);
    await store.close();
  });
});

describe("a new row that somebody else made meanwhile under its id", () => {
  test.each([
    ["newer", { stale_skipped_ids: ["fx-t000"], ids: [] }],
    ["of the same second", { tie_kept_local_ids: ["fx-t000"], ids: ["fx-t000"] }],
    ["older", { updated_issues: [{ id: "fx-t000" }], ids: ["fx-t000"] }],
  ])("%s, with other content: named, not taken for ours", async (_, data) => {
    const store = await fake.open();
    await fake.says("import.stdout", JSON.stringify({ data }));
    await fake.says("export.stdout", `${line("fx-a1")}\n${line("fx-t000", { title: "Theirs" })}\n${endMark}`);
    const create = store.create([leaf(0)], "plan");
    await expect(create).rejects.toThrow("fx-t000 exists with other content");
    expect(await store.load()).toMatchObject([{ id: "fx-a1" }, { title: "Theirs" }]);
    await store.close();
  });

  test("with our content is ours, landed after all", async () => {
    const store = await fake.open();
    await fake.says("import.stdout", '{"data":{"ids":[],"stale_skipped_ids":["fx-t000"]}}');
    const { title, description, acceptance_criteria } = leaf(0);
    const row = line("fx-t000", { title, description, acceptance_criteria });
    await fake.says("export.stdout", `${row}\n${endMark}`);
    await fake.says("show.stdout", '{"data":{"error":"no issues found matching the provided IDs"}}');
    await fake.says("show.code", "1");
    expect(await store.create([leaf(0)], "plan")).toMatchObject([{ id: "fx-t000", title }]);
    await store.close();
  });

  test("and one that Beads says nothing of is not taken for made", async () => {
    const store = await fake.open();
    await fake.says("import.stdout", '{"data":{"ids":[]}}');
    const create = store.create([leaf(0)], "plan");
    await expect(create).rejects.toThrow("bd import did not say what became of fx-t000");
    await expect(create).rejects.toMatchObject({ next: "retry" });
    await store.close();
  });
});

test("a group that is too large for one transaction makes the children first, and tells their parent then", async () => {
  const children = tree(205).slice(1);
  const ids = ["fx-t000", ...children.map(({ id }) => id)];
  await fake.says("export.stdout", `${line("fx-t000")}\n${endMark}`);
  await fake.says("import.stdout", JSON.stringify({ data: { ids, updated_issues: [{ id: "fx-t000" }] } }));
  const store = await fake.open();
  const [parent] = await store.load();
  const split = { ...(parent as Bead), status: "in_progress" };
  await fake.says("import.once.stdout", JSON.stringify({ data: { ids: ids.slice(1) } }));
  await fake.says("import.once.code", "0");
  const { written } = await store.write([split], children);
  expect(written.map(({ id }) => id)).toEqual([...ids.slice(1), "fx-t000"]);
  expect(await fake.spawned("import")).toBe(2);
  expect((await readFile(join(fake.bin, "import.stdin"), "utf8")).match(/"id":"fx-/g)).toHaveLength(1);
  await store.close();
});
