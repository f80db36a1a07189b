import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Status } from "#src/core/task.ts";
import { Task } from "#src/core/tree.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { changedBead, newBeadOf, taskOf } from "#src/effects/beads/row.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import { anyOf } from "./any-of.ts";
import { emptyDatabase, isMissing, openBd } from "./bd-bench.ts";
import { leaf, now, oak, root } from "./leaf.ts";

const sibling = "fx-sibling0";
const made: readonly Status[] = ["queued", "planning", "ready", "running", "needs_human"];

/** Two states of one task: as its row is made, and as it is changed to. */
const life = fc
  .tuple(anyOf(Task), anyOf(Task), fc.constantFrom(...made))
  .map(([born, later, status]): [Task, Task] => {
    const place = { root: oak, parent: oak, needs: [sibling] };
    const title = (task: Task) => task.title || "untitled";
    return [
      { ...born, ...place, status, title: title(born) },
      { ...later, ...place, title: title(later) },
    ];
  });

test("any task comes back from the file store as it was", async () => {
  const dir = await mkdtemp(join(tmpdir(), "fractal-rows-"));
  const reopen = () => openTaskStore({ dir, actor: "fractal/test" });
  const lives = fc.array(life, { minLength: 1, maxLength: 5 });
  const property = fc.asyncProperty(lives, (some) => comesBack(reopen, some));
  await fc.assert(property, { numRuns: 15 });
  expect.hasAssertions();
});

test.skipIf(isMissing)("any task comes back from a real bd as it was", async () => {
  const dir = await emptyDatabase();
  const lives = fc.array(life, { minLength: 8, maxLength: 8 });
  const property = fc.asyncProperty(lives, (some) => comesBack(() => openBd(dir), some));
  await fc.assert(property, { numRuns: 1, endOnFailure: true });
  expect.hasAssertions();
});

let serial = 0;

async function comesBack(reopen: () => Promise<TaskStore>, lives: [Task, Task][]): Promise<void> {
  const store = await reopen();
  if ((await store.load()).length === 0)
    await store.create([newBeadOf(root(oak)), newBeadOf(leaf(sibling))], "place");
  const named = lives.map(([born, later]) => {
    serial += 1;
    const id = `fx-n${serial}`;
    return { id, born: { ...born, id }, later: { ...later, id } };
  });
  const rows = await store.create(
    named.map(({ born }) => newBeadOf(born)),
    "plan",
  );
  expect(rows.map(taskOf)).toEqual(named.map(({ born }) => born));
  await store.write(rows.map((bead, n) => changedBead(bead, named[n]?.later ?? leaf(sibling), now)));
  await store.close();
  const again = await reopen();
  const kept = (await again.load()).filter(({ id }) => named.some((each) => each.id === id));
  await again.close();
  const later = new Map(named.map((each) => [each.id, each.later]));
  expect(kept.map(taskOf)).toEqual(kept.map(({ id }) => later.get(id)));
  expect(kept).toHaveLength(named.length);
  const keys = kept.flatMap(({ metadata }) => Object.keys(metadata));
  expect(keys.filter((key) => !/^fx_[a-z_]+$/.test(key))).toEqual([]);
}
