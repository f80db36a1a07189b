import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { openTaskStore } from "#src/effects/beads/open.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import { taskStoreContract } from "#test/contracts/task-store.contract.ts";
import { idOf, leaf, row, tree } from "#test/contracts/tree-of.ts";

describe("the file store", () => {
  taskStoreContract(async () => {
    const dir = await mkdtemp(join(tmpdir(), "fractal-file-"));
    const snapshot = join(dir, "tasks.jsonl");
    const edit = async (change: (line: string) => string[]) => {
      const store = await readFile(snapshot, "utf8");
      await writeFile(snapshot, store.split("\n").flatMap(change).join("\n"));
    };
    return {
      kind: "file",
      dir,
      open: () => openTaskStore({ dir, actor: "fractal/test" }),
      editOutside: (id, title) =>
        edit((line) => {
          if (!line.includes(`"id":"${id}"`)) return [line];
          return [JSON.stringify({ ...JSON.parse(line), title })];
        }),
      deleteOutside: (id) => edit((line) => (line.includes(`"id":"${id}"`) ? [] : [line])),
    };
  });
});

describe("the files of the file store", () => {
  let dir: string;
  const open = (): Promise<TaskStore> => openTaskStore({ dir, actor: "fractal/test" });
  const read = (name: string): Promise<string> => readFile(join(dir, name), "utf8");

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "fractal-file-"));
  });

  /** As a crash leaves it: a snapshot, a tail, and nobody who closed the store. */
  async function crashed(): Promise<void> {
    const store = await open();
    const beads = await store.create(tree(3), "plan");
    await store.write([{ ...row(beads, 1), notes: "first" }]);
    const tail = await read("tasks.tail.jsonl");
    const snapshot = await read("tasks.jsonl");
    await store.close();
    await writeFile(join(dir, "tasks.jsonl"), snapshot);
    await writeFile(join(dir, "tasks.tail.jsonl"), tail);
  }

  test("changes go to the tail, and into the snapshot when the store is closed", async () => {
    await crashed();
    expect(await read("tasks.jsonl")).not.toContain("first");
    const store = await open();
    expect(row(await store.load(), 1).notes).toBe("first");
    const text = await store.export();
    await store.close();
    expect(text).toContain("first");
    expect(await read("tasks.jsonl")).toBe(text);
    expect(await read("tasks.tail.jsonl")).toBe("");
  });

  test("who was killed is back without a write", async () => {
    await crashed();
    const before = [await read("tasks.jsonl"), await read("tasks.tail.jsonl")];
    await (await open()).load();
    expect([await read("tasks.jsonl"), await read("tasks.tail.jsonl")]).toEqual(before);
  });

  test("a write costs what its own rows are long, however many there are, and the snapshot follows once in a while", async () => {
    const cost = async (size: number) => {
      dir = await mkdtemp(join(tmpdir(), "fractal-file-"));
      const store = await open();
      const beads = await store.create(tree(size), "plan");
      const snapshot = await stat(join(dir, "tasks.jsonl"));
      const { written } = await store.write([{ ...row(beads, 1), notes: "one" }]);
      const { size: bytes } = await stat(join(dir, "tasks.tail.jsonl"));
      expect((await stat(join(dir, "tasks.jsonl"))).ino).toBe(snapshot.ino);
      await store.write([{ ...row(written, 1), notes: "x".repeat(300_000) }]);
      expect((await stat(join(dir, "tasks.jsonl"))).ino).not.toBe(snapshot.ino);
      expect((await stat(join(dir, "tasks.tail.jsonl"))).size).toBe(0);
      await store.close();
      return bytes;
    };
    expect(await cost(200)).toBe(await cost(3));
  });

  test("a group is there whole or not at all, wherever a loss of power cut its line", async () => {
    const store = await open();
    const beads = await store.create(tree(40), "plan");
    await store.write(
      [1, 2].map((n) => ({ ...row(beads, n), notes: "group" })),
      [leaf(50)],
    );
    const [snapshot, tail] = [await read("tasks.jsonl"), await read("tasks.tail.jsonl")];
    await store.close();
    expect(tail.split("\n")).toHaveLength(2);
    for (const kept of [0.1, 0.5, 0.9, 1]) {
      await writeFile(join(dir, "tasks.jsonl"), snapshot);
      await writeFile(join(dir, "tasks.tail.jsonl"), tail.slice(0, Math.floor(tail.length * kept)));
      const again = await open();
      const loaded = await again.load();
      const there = [...loaded.flatMap((bead) => bead.notes ?? []), loaded.length];
      expect(there).toEqual(kept < 1 ? [40] : ["group", "group", 41]);
      await again.write([{ ...row(await again.load(), 0), notes: "after" }]);
      await again.close();
    }
  });

  test("what was made since the snapshot is not taken for deleted when a person edits it", async () => {
    const store = await open();
    await store.create(tree(40), "plan");
    await store.create([leaf(50)], "one more");
    const snapshot = await read("tasks.jsonl");
    expect(snapshot).not.toContain(idOf(50));
    await writeFile(join(dir, "tasks.jsonl"), snapshot.replace("Task 3", "A person's title"));
    const loaded = await store.load();
    expect([row(loaded, 3).title, row(loaded, 50).title]).toEqual(["A person's title", "Task 50"]);
    expect(await read("tasks.jsonl")).toContain(idOf(50));
    await store.close();
  });

  test("a field that was empty in the snapshot and is ours by now stays ours when a person edits another", async () => {
    const store = await open();
    await store.create([leaf(0), { ...leaf(1), acceptance_criteria: "" }, ...tree(20).slice(2)], "plan");
    await store.write([{ ...row(await store.load(), 1), acceptance_criteria: "It works" }]);
    expect(await read("tasks.jsonl")).not.toContain("It works");
    await edit(1, (line) => ({ ...line, title: "A person's title" }));
    const { title, acceptance_criteria } = row(await store.load(), 1);
    expect([title, acceptance_criteria]).toEqual(["A person's title", "It works"]);
    await store.close();
  });

  test("a last line of the tail that a crash cut off never happened", async () => {
    await crashed();
    await appendFile(join(dir, "tasks.tail.jsonl"), '{"over":"00","row":{"id":"fx-');
    const store = await open();
    expect(row(await store.load(), 1).notes).toBe("first");
    await store.close();
  });

  test("a crash after the snapshot took the tail's changes changes nothing", async () => {
    await crashed();
    const tail = await read("tasks.tail.jsonl");
    const store = await open();
    const loaded = await store.load();
    await store.close();
    await writeFile(join(dir, "tasks.tail.jsonl"), tail);
    const again = await open();
    expect(await again.load()).toEqual(loaded);
    await again.close();
  });

  /** Of the row with this number, as somebody with an editor does it. */
  async function edit(n: number, change: (line: Record<string, unknown>) => object): Promise<void> {
    const lines = (await read("tasks.jsonl")).split("\n");
    const edited = lines.map((line) =>
      line.includes(`"id":"${idOf(n)}"`) ? JSON.stringify(change(JSON.parse(line))) : line,
    );
    await writeFile(join(dir, "tasks.jsonl"), edited.join("\n"));
  }

  test("a row that a person edited after a crash has their change and ours", async () => {
    await crashed();
    await edit(1, (line) => ({ ...line, title: "A person's title", metadata: { ticket: 9 } }));
    const store = await open();
    const { title, notes, metadata } = row(await store.load(), 1);
    expect({ title, notes, metadata }).toEqual({
      title: "A person's title",
      notes: "first",
      metadata: { ticket: 9 },
    });
    await store.close();
    expect(await read("tasks.jsonl")).toContain("A person's title");
    expect(await read("tasks.tail.jsonl")).toBe("");
  });

  test("what a person and we both changed of our own facts is named, after a crash and without one; nothing is lost", async () => {
    const store = await open();
    const [made] = await store.create([{ ...leaf(1), metadata: { fx_attempt: 1, fx_index: 0 } }], "plan");
    const { written } = await store.write([
      { ...row([made as never], 1), metadata: { fx_attempt: 2, fx_index: 0 } },
    ]);
    await edit(1, (line) => ({ ...line, metadata: { fx_attempt: 7, fx_index: 5 } }));
    const files = [await read("tasks.jsonl"), await read("tasks.tail.jsonl")];
    const named = new RegExp(
      `${idOf(1)}.*both changed fx_attempt;.*put fx_attempt in tasks.jsonl back.*tasks.tail.jsonl`,
    );
    await expect(store.write([{ ...row(written, 1), notes: "more" }])).rejects.toThrow(named);
    await expect(store.close()).rejects.toThrow(named);
    await expect(open()).rejects.toThrow(named);
    expect([await read("tasks.jsonl"), await read("tasks.tail.jsonl")]).toEqual(files);
    await edit(1, (line) => ({ ...line, metadata: { fx_attempt: 1, fx_index: 5 } }));
    const again = await open();
    expect(row(await again.load(), 1).metadata).toEqual({ fx_attempt: 2, fx_index: 5 });
    await again.close();
  });

  test.each([
    ["tasks.tail.jsonl", "not a line\n", /tasks\.tail\.jsonl:2: .*not JSON.*remove that line/s],
    ["tasks.jsonl", '{"id":"fx-1"}\n', /tasks\.jsonl:4: .*title.*repair that line/s],
  ])("a line of %s that is none is named", async (name, line, message) => {
    await crashed();
    await appendFile(join(dir, name), line);
    await expect(open()).rejects.toThrow(message);
  });

  test("files that are gone are never read as no tasks", async () => {
    const store = await open();
    await store.create(tree(3), "plan");
    await rm(join(dir, "tasks.jsonl"));
    await expect(store.load()).rejects.toThrow(/tasks\.jsonl is empty or gone, but it held 3 tasks/);
    await expect(store.close()).rejects.toThrow(/empty or gone/);
  });

  test("what a person keeps in a row that Beads does not know stays there", async () => {
    await crashed();
    await writeFile(
      join(dir, "tasks.jsonl"),
      (await read("tasks.jsonl")).replaceAll(`"${idOf(2)}",`, `"${idOf(2)}","mine":[1],`),
    );
    const store = await open();
    const { written } = await store.write([{ ...row(await store.load(), 2), notes: "ours" }]);
    expect(written).toMatchObject([{ mine: [1], notes: "ours" }]);
    await store.close();
    expect(await read("tasks.jsonl")).toContain('"mine":[1]');
  });
});
