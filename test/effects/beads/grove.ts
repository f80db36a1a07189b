import { mkdtemp, readFile, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Change } from "#src/core/change.ts";
import type { Task } from "#src/core/tree.ts";
import type { Bead } from "#src/effects/beads/bead.ts";
import { Forest } from "#src/effects/beads/forest.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import { BeadWriter } from "#src/effects/beads/writer.ts";
import { now } from "./leaf.ts";

/** A forest on the file store, and a person who edits its file. */
export type Grove = Readonly<{
  forest: Forest;
  store: TaskStore;
  stored: (id: string) => Promise<Bead>;
  /** Changes fields of a row in the snapshot, or deletes it. */
  edit: (id: string, change: object | undefined) => Promise<void>;
  /** What another process would find. */
  afterRestart: (root: string) => Promise<ReadonlyMap<string, Task>>;
}>;

export async function openGrove(): Promise<Grove> {
  const dir = await mkdtemp(join(tmpdir(), "fractal-forest-"));
  const store = await openTaskStore({ dir, actor: "fractal/test" });
  const forest = new Forest(new BeadWriter(store), () => now);
  await forest.load();
  return {
    forest,
    store,
    edit: (id, change) => editSnapshot({ dir, store }, id, change),
    stored: async (id) => {
      const bead = (await store.load()).find((each) => each.id === id);
      if (bead === undefined) throw new Error(`no row ${id}`);
      return bead;
    },
    afterRestart: async (root) => {
      await forest.flush();
      await store.close();
      const again = new Forest(
        new BeadWriter(await openTaskStore({ dir, actor: "fractal/test" })),
        () => now,
      );
      await again.load();
      return new Map(again.tree(root).tasks);
    },
  };
}

export async function editSnapshot(
  { dir, store }: { dir: string; store: TaskStore },
  id: string,
  change: object | undefined,
): Promise<void> {
  const file = join(dir, "tasks.jsonl");
  // Touched, so that the store puts into it what is still beside it.
  await utimes(file, 1, 1);
  await store.load();
  const before = await readFile(file, "utf8");
  const lines = before.split("\n").flatMap((line) => {
    if (!line.includes(`"id":"${id}"`)) return [line];
    return change === undefined ? [] : [JSON.stringify({ ...JSON.parse(line), ...change })];
  });
  expect(lines.join("\n")).not.toBe(before);
  await writeFile(file, lines.join("\n"));
}

export function put(task: Task): Change {
  return { task, lazy: false };
}

/** A mere receipt. */
export function note(task: Task): Change {
  return { task, lazy: true };
}
