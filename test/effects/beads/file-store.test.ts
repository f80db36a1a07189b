import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { openTaskStore } from "#src/effects/beads/open.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import { taskStoreContract } from "#test/contracts/task-store.contract.ts";
import { idOf, row, tree } from "#test/contracts/tree-of.ts";

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

  test("changes go to the tail, and into the snapshot when the store is closed or opened", async () => {
    await crashed();
    expect(await read("tasks.jsonl")).not.toContain("first");
    const store = await open();
    expect(await read("tasks.jsonl")).toContain("first");
    expect(await read("tasks.tail.jsonl")).toBe("");
    expect(await read("tasks.jsonl")).toBe(await store.export());
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

  test("a row that a person edited after a crash stays as the person left it", async () => {
    await crashed();
    await writeFile(
      join(dir, "tasks.jsonl"),
      (await read("tasks.jsonl")).replace("Task 1", "A person's title"),
    );
    const store = await open();
    const { title, notes } = row(await store.load(), 1);
    expect({ title, notes }).toEqual({ title: "A person's title", notes: undefined });
    await store.close();
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
