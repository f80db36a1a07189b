import { beforeEach, describe, expect, test } from "vitest";
import type { Task } from "#src/core/tree.ts";
import type { Forest } from "#src/effects/beads/forest.ts";
import { type Grove, openGrove, put } from "./grove.ts";
import { leaf, oak, root } from "./leaf.ts";

const elm = "fx-elm00001";
const [one, two] = ["fx-leaf0001", "fx-leaf0002"];
let grove: Grove;
let forest: Forest;

beforeEach(async () => {
  grove = await openGrove();
  forest = grove.forest;
});

describe("what is no tree", () => {
  test("a person's own rows, and what hangs on a root or a parent that they deleted", async () => {
    await grove.store.create([{ id: "fx-ada1", title: "Ada's own", metadata: { ticket: 7 } }], "hers");
    await forest.load();
    await forest.commit([
      put(root(oak)),
      put(leaf(one, { status: "split" })),
      put(leaf(two, { parent: one })),
    ]);
    await forest.commit([put(root(elm))]);
    expect(forest.roots().toSorted()).toEqual([elm, oak]);
    await grove.edit(one, undefined);
    await forest.load();
    expect([...tasks(oak).keys()]).toEqual([oak]);
    await grove.edit(oak, undefined);
    await forest.load();
    expect(forest.roots()).toEqual([elm]);
  });

  test("children of a plan that was cut off before its parent was told; the plan, applied again, takes them up", async () => {
    await forest.commit([put(root(oak, { status: "planning" })), put(leaf(one))]);
    await forest.load();
    expect([...tasks(oak).keys()]).toEqual([oak]);
    expect(await forest.commit([put(root(oak)), put(leaf(one)), put(leaf(two, { needs: [one] }))])).toBe(
      true,
    );
    expect([...(await grove.afterRestart(oak)).keys()].toSorted()).toEqual([one, two, oak]);
  });

  test("a root without its facts is named, and the trees stay as they were", async () => {
    await forest.commit([put(root(oak)), put(leaf(one))]);
    const { fx_facts: _, ...metadata } = (await grove.stored(oak)).metadata;
    await grove.edit(oak, { metadata });
    await expect(forest.load()).rejects.toThrow(`the row ${oak} (“Root”) is a root without its fx_facts`);
    expect(tasks(oak).size).toBe(2);
  });

  test("a row that says what no task can be is named, and the trees stay as they were", async () => {
    await forest.commit([put(root(oak)), put(leaf(one))]);
    await grove.edit(one, { metadata: { ...(await grove.stored(one)).metadata, fx_size: "HUGE" } });
    await expect(forest.load()).rejects.toThrow(/the row fx-leaf0001 .* fx_size: Invalid option/);
    await expect(forest.commit([put(leaf(one))])).rejects.toThrow(/fx_size/);
    expect(tasks(oak).size).toBe(2);
  });
});

describe("what a task waits for", () => {
  test("a person's own row holds it until it is closed, a deleted one holds nothing", async () => {
    await grove.store.create([{ id: "fx-ada1", title: "Ada's own" }], "hers");
    await forest.load();
    await forest.commit([put(root(oak)), put(leaf(one)), put(leaf(two, { needs: [one] }))]);
    const { dependencies } = await grove.stored(two);
    const hers = {
      issue_id: two,
      depends_on_id: "fx-ada1",
      type: "blocks",
      created_at: "2026-01-01T00:00:00Z",
    };
    await grove.edit(two, { dependencies: [...dependencies, hers] });
    await forest.load();
    expect(tasks(oak).get(two)?.needs.toSorted()).toEqual(["fx-ada1", one]);
    await grove.edit("fx-ada1", { status: "closed", closed_at: "2026-01-05T00:00:00Z" });
    await forest.load();
    expect(tasks(oak).get(two)?.needs).toEqual([one]);
    await grove.edit(one, undefined);
    await forest.load();
    expect(tasks(oak).get(two)?.needs).toEqual([]);
  });

  test("a composite that a person opens again is split, not planned anew", async () => {
    await forest.commit([
      put(root(oak)),
      put(leaf(one, { status: "done" })),
      put(leaf(two, { parent: one, status: "done" })),
    ]);
    await grove.edit(one, { status: "open", closed_at: undefined });
    await grove.edit(two, { status: "open", closed_at: undefined });
    await forest.load();
    expect([tasks(oak).get(one)?.status, tasks(oak).get(two)?.status]).toEqual(["split", "queued"]);
  });
});

function tasks(of: string): ReadonlyMap<string, Task> {
  return forest.tree(of).tasks;
}
