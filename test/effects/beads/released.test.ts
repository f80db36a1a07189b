import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isFinished } from "#src/core/finished.ts";
import type { Task } from "#src/core/tree.ts";
import type { BdSpawn } from "#src/effects/beads/bd/run-bd.ts";
import { Forest } from "#src/effects/beads/forest.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import { BeadWriter } from "#src/effects/beads/writer.ts";
import { asPerson, bd, directory, emptyDatabase, isMissing } from "./bd-bench.ts";
import { put } from "./grove.ts";
import { leaf, now, root } from "./leaf.ts";

const [first, second] = ["fx-tree0000", "fx-tree0001"];
const elm = "fx-elm00001";

let dir: string;
let store: TaskStore;
let forest: Forest;
let spawns: string[];
let trees: readonly string[];

async function open(): Promise<void> {
  spawns = [];
  const onSpawn = ({ verb }: BdSpawn) => spawns.push(verb);
  store = await openTaskStore({ dir, actor: "fractal/test", ...(kind === "bd" && { bd, onSpawn }) });
  forest = new Forest(new BeadWriter(store), () => now);
  await forest.load();
}

/** Trees that a person gave up, and one that goes on. */
async function plant(count: number): Promise<void> {
  trees = Array.from({ length: count }, (_, at) => `fx-tree${String(at).padStart(4, "0")}`);
  const cancelled: Partial<Task> = { status: "cancelled", reason: "not needed" };
  const changes = trees.flatMap((id) => [
    put({
      ...root(id, cancelled),
      facts: { ...root(id).facts, allowed: false, seen: true } as Task["facts"],
    }),
    put(leaf(leafOf(id), { ...cancelled, root: id, parent: id })),
  ]);
  await forest.commit([...changes, put(root(elm))]);
  for (const id of trees) expect(isFinished(forest.tree(id))).toBe(true);
}

function leafOf(id: string): string {
  return id.replace("tree", "leaf");
}

async function letGo(): Promise<void> {
  for (const id of trees) forest.release(id);
  await forest.load();
}

async function rowsInMemory(): Promise<string[]> {
  return (await store.load()).map(({ id }) => id);
}

let kind: TaskStore["kind"];

describe.each(["file", "bd"] as const)("what is finished, in the %s store,", { timeout: 180_000 }, (of) => {
  beforeEach(async ({ skip }) => {
    if (of === "bd" && isMissing) skip();
    kind = of;
    dir = of === "bd" ? await emptyDatabase() : await directory();
    await open();
    // A row takes the file store microseconds, and bd 30 ms.
    await plant(of === "bd" ? 20 : 100);
    await letGo();
  });

  afterEach(async () => {
    await store?.close();
  });

  test("is not in memory and not looked at by a load, but stored", async () => {
    expect(await rowsInMemory()).toEqual([elm]);
    expect(forest.roots()).toEqual([elm]);
    await forest.commit([put(root(elm, { edits: 1 }))]);
    const text = await store.export();
    for (const id of trees) expect(text).toContain(`"id":"${leafOf(id)}"`);
    expect(text).toContain('"fx_edits":1');
    expect(await rowsInMemory()).toEqual([elm]);
    await store.close();
    await open();
    expect(forest.roots()).toHaveLength(trees.length + 1);
    expect(forest.tree(second).tasks.get(leafOf(second))?.reason).toBe("not needed");
  });

  test("comes back when a person opens it again, and nothing else does", async () => {
    await edit(first, { status: "open", closed_at: undefined, close_reason: undefined });
    await forest.load();
    expect(forest.roots().toSorted()).toEqual([elm, first]);
    expect(forest.tree(first).tasks.get(first)?.status).toBe("split");
    expect(await rowsInMemory()).toHaveLength(3);
    await forest.commit([put({ ...(forest.tree(first).tasks.get(first) as Task), edits: 7 })]);
    expect(forest.tree(first).tasks.get(first)?.edits).toBe(7);
  });

  test("stays away when what they changed makes it no less finished", async () => {
    await edit(leafOf(first), { title: "Hers" });
    await forest.load();
    expect(forest.roots()).toEqual([elm]);
    await forest.load();
    expect(await rowsInMemory()).toEqual([elm]);
    expect(await store.export()).toContain('"title":"Hers"');
  });

  test("comes back when it is asked for, and is written like any other", async () => {
    await forest.recall(first);
    expect(forest.roots().toSorted()).toEqual([elm, first]);
    const task = forest.tree(first).tasks.get(leafOf(first)) as Task;
    expect(await forest.commit([put({ ...task, reason: "still not needed" })])).toBe(true);
    forest.release(first);
    await forest.load();
    expect(await rowsInMemory()).toEqual([elm]);
    await forest.recall(first);
    expect(forest.tree(first).tasks.get(leafOf(first))?.reason).toBe("still not needed");
  });

  test("is not made twice by somebody who does not know of it", async () => {
    const [made] = await store.load();
    const again = { id: first, title: "Another", metadata: {} };
    await expect(store.create([again], "plan")).rejects.toThrow(`${first} exists with other content`);
    expect(made?.id).toBe(elm);
  });
});

test.skipIf(isMissing)("bd is not asked for what is finished", { timeout: 60_000 }, async () => {
  kind = "bd";
  dir = await emptyDatabase();
  await open();
  await plant(20);
  spawns.length = 0;
  await letGo();
  await forest.load();
  expect(spawns).toEqual([]);
  await store.close();
});

/** As a person does it, in the way of this store. */
async function edit(id: string, change: Record<string, unknown>): Promise<void> {
  if (kind === "bd") {
    const { title, status } = change;
    await asPerson(dir, "update", id, ...(title ? [`--title=${title}`] : [`--status=${status}`]));
    return;
  }
  const file = join(dir, "tasks.jsonl");
  const lines = (await readFile(file, "utf8")).split("\n");
  const edited = lines.map((line) =>
    line.includes(`"id":"${id}"`) ? JSON.stringify({ ...JSON.parse(line), ...change }) : line,
  );
  await writeFile(file, edited.join("\n"));
}
