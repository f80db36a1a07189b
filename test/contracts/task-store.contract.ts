import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { beforeEach, describe, expect, test } from "vitest";
import type { Bead, NewBead } from "#src/effects/beads/bead.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import { edge, idOf, leaf, row, tree } from "./tree-of.ts";

/** One directory with a store, opened as often as the story needs it. */
export type Bench = Readonly<{
  kind: TaskStore["kind"];
  dir: string;
  open: () => Promise<TaskStore>;
  /** Somebody else edits a row behind the store's back. */
  editOutside: (id: string, title: string) => Promise<void>;
  deleteOutside: (id: string) => Promise<void>;
  /** A store without a process is killed in its own way, after so many writes; answers with the last that it acknowledged. */
  writeUntilKilled?: (acknowledged: number) => Promise<number>;
}>;

const titles = [
  `Quotes " ' \` and $(touch /tmp/never) ; rm -rf / | & > <b>`,
  "-rf --help",
  "  led and trailed by blanks  ",
  "Grüße, 你好, 🎉 and \u2028 a line separator",
  "tab\there, newline\nthere, bell\u0007",
  "@plan.json",
  "null",
  "x".repeat(500),
];

/** What every store must do; run against each of them. */
export function taskStoreContract(bench: () => Promise<Bench>): void {
  let at: Bench;
  beforeEach(async () => {
    at = await bench();
  });

  test("a new directory has no tasks, and says so without an error", async () => {
    const store = await at.open();
    expect(await store.load()).toEqual([]);
    expect(await store.export()).toBe("");
    await store.close();
  });

  test("a subtree of twenty is created whole, with parents, edges and facts, and is there after a restart", async () => {
    const store = await at.open();
    const beads = tree(20);
    const created = await store.create(beads, "plan");
    expect(created.map(({ id }) => id)).toEqual(beads.map(({ id }) => id));
    const loaded = await store.load();
    expect(loaded).toEqual(created.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    expect(row(loaded, 3)).toMatchObject({
      ...beads[3],
      dependencies: [
        { issue_id: idOf(3), depends_on_id: idOf(0), type: "parent-child" },
        { issue_id: idOf(3), depends_on_id: idOf(2), type: "blocks" },
      ],
    });
    await store.close();
    const again = await at.open();
    expect(await again.load()).toEqual(loaded);
    await again.close();
  });

  test("hostile text comes back as it went in", async () => {
    const store = await at.open();
    const beads = titles.map((title, n) => ({
      id: idOf(n),
      title,
      description: title,
      metadata: { fx_t: title },
    }));
    await store.create(beads, titles.join(" "));
    const before = await store.load();
    const { written } = await store.write(
      before.map((bead) => ({ ...bead, notes: bead.title, close_reason: "-x" })),
    );
    expect(written).toHaveLength(titles.length);
    const after = await store.load();
    expect(after.map((bead) => [bead.title, bead.description, bead.notes, bead.metadata["fx_t"]])).toEqual(
      titles.map((title) => [title, title, title, title]),
    );
    await store.close();
  });

  test("creating the same again is success and changes nothing; other content under a known id is refused", async () => {
    const store = await at.open();
    const created = await store.create(tree(3), "plan");
    expect(await store.create(tree(3), "plan")).toEqual(created);
    expect(await store.create(tree(4), "plan, the rest of it")).toHaveLength(4);
    const other = { ...tree(3)[1], id: idOf(1), title: "Something else" };
    await expect(store.create([other], "plan")).rejects.toThrow(`${idOf(1)} exists with other content`);
    expect((await store.load()).slice(0, 3)).toEqual(created);
    await store.close();
  });

  test("a create that Beads would not take stores nothing and says why", async () => {
    const store = await at.open();
    const impossible: [NewBead[], string][] = [
      [[{ ...leaf(0), dependencies: [edge(9, "blocks")] }], "does not exist"],
      [
        [
          { ...leaf(0), dependencies: [edge(1, "blocks")] },
          { ...leaf(1), dependencies: [edge(0, "blocks")] },
        ],
        "would wait for itself",
      ],
      [[leaf(0), leaf(0)], "one id is given to two new rows"],
      [[{ ...leaf(0), id: "null" }], "a full Beads id"],
      [[{ ...leaf(0), title: "ä".repeat(251) }], "at most 500 bytes"],
    ];
    for (const [beads, why] of impossible) await expect(store.create(beads, "plan")).rejects.toThrow(why);
    expect(await store.load()).toEqual([]);
    await store.close();
  });

  test("many rows are written at once, and what was written is what is stored", async () => {
    const store = await at.open();
    const created = await store.create(tree(5), "plan");
    const closed = { status: "closed", close_reason: "done", metadata: { fx_attempt: 2, fx_usd: 0.0125 } };
    const { written, refused } = await store.write([
      { ...row(created, 1), ...closed },
      { ...row(created, 2), status: "in_progress", description: "now more", labels: ["seen"] },
      { ...row(created, 3), title: "Renamed", acceptance_criteria: undefined },
    ]);
    expect(refused).toEqual([]);
    const loaded = await store.load();
    for (const bead of written) expect(row(loaded, bead.id)).toEqual(bead);
    expect(row(loaded, 1)).toMatchObject({ ...closed, closed_at: expect.any(String) });
    expect(row(loaded, 2)).toMatchObject({
      status: "in_progress",
      description: "now more",
      labels: ["seen"],
    });
    expect(row(loaded, 3).acceptance_criteria).toBeUndefined();
    expect(row(loaded, 4)).toEqual(row(created, 4));

    const { written: reopened } = await store.write([{ ...row(loaded, 1), status: "open", metadata: {} }]);
    expect(reopened[0]?.closed_at).toBeUndefined();
    expect(row(await store.load(), 1)).toEqual(reopened[0]);
    await store.close();
  });

  describe("somebody else", () => {
    test("changed a row: our write of it is refused and named, the others are written, the change stays", async () => {
      const store = await at.open();
      const created = await store.create(tree(3), "plan");
      await at.editOutside(idOf(1), "A person's title");
      const update = (n: number): Bead => ({ ...row(created, n), title: "Ours" });
      expect(await store.write([update(1), update(2)])).toMatchObject({
        written: [{ id: idOf(2), title: "Ours" }],
        refused: [idOf(1)],
      });
      const loaded = await store.load();
      expect(row(loaded, 1).title).toBe("A person's title");
      const { written } = await store.write([{ ...row(loaded, 1), notes: "seen" }]);
      expect(written).toMatchObject([{ title: "A person's title", notes: "seen" }]);
      await store.close();
    });

    test("changed a row right after we wrote it: still refused", async () => {
      const store = await at.open();
      const created = await store.create(tree(2), "plan");
      const { written } = await store.write([{ ...row(created, 1), notes: "one" }]);
      await at.editOutside(idOf(1), "Quick");
      expect(await store.write([{ ...row(written, 1), notes: "two" }])).toEqual({
        written: [],
        refused: [idOf(1)],
      });
      expect(row(await store.load(), 1)).toMatchObject({ title: "Quick", notes: "one" });
      await store.close();
    });

    test("deleted a row: it is gone, and our write does not bring it back", async () => {
      const store = await at.open();
      const created = await store.create(tree(3), "plan");
      await at.deleteOutside(idOf(2));
      expect((await store.write([{ ...row(created, 2), notes: "ours" }])).refused).toEqual([idOf(2)]);
      expect((await store.load()).map(({ id }) => id)).toEqual([idOf(0), idOf(1)]);
      await store.close();
    });
  });

  test("killed in the midst of writing, it opens again with every change that it acknowledged, none of them halved", async () => {
    for (const acknowledged of [1, 2]) {
      const kill = at.writeUntilKilled ?? ((count: number) => writeUntilKilled(at.dir, at.kind, count));
      const last = await kill(acknowledged);
      const store = await at.open();
      const loaded = await store.load();
      const counts = loaded.map((bead) => Number(bead.notes ?? 0));
      expect(loaded.map((bead) => bead.metadata["fx_count"] ?? 0)).toEqual(
        loaded[0]?.notes ? counts : [0, 0, 0, 0],
      );
      expect(new Set(counts).size).toBe(1);
      expect(counts[0]).toBeGreaterThanOrEqual(last);
      expect(await store.create(tree(4), "plan")).toEqual(loaded);
      const { refused } = await store.write(loaded.map((bead) => ({ ...bead, priority: 1 })));
      expect(refused).toEqual([]);
      await store.close();
    }
  });

  test("a second opener is told which directory is in use and what to do", async () => {
    const store = await at.open();
    await expect(at.open()).rejects.toThrow(/in use by another Fractal process.*--data/);
    await store.close();
    await (await at.open()).close();
  });
}

/** @returns the last count that the store acknowledged */
async function writeUntilKilled(dir: string, kind: string, acknowledged: number): Promise<number> {
  const program = join(import.meta.dirname, "write-until-killed.ts");
  const child = spawn(process.execPath, [program, dir, kind], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  let last = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last === acknowledged) child.kill("SIGKILL");
  }
  await ended;
  return last;
}
