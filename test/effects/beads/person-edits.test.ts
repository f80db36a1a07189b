import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Task } from "#src/core/tree.ts";
import type { Bead } from "#src/effects/beads/bead.ts";
import { Forest } from "#src/effects/beads/forest.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { BeadWriter } from "#src/effects/beads/writer.ts";
import { asPerson, directory, emptyDatabase, isMissing, openBd } from "./bd-bench.ts";
import { put } from "./grove.ts";
import { attempt, leaf, now, oak, root } from "./leaf.ts";

const [one, two, three] = ["fx-leaf0001", "fx-leaf0002", "fx-leaf0003"];
const running: Partial<Task> = { status: "running", attempts: [attempt()] };

type Edit = Readonly<{
  what: string;
  /** Typed in a terminal, with the real bd. */
  typed: readonly (readonly string[])[];
  /** The same in the snapshot of the file store: fields of the row, or its end. */
  row: (bead: Bead) => object | undefined;
  /** What the tree says of it, and the row after our next write. */
  taken: Partial<Task>;
  kept: object;
}>;

const edits: readonly Edit[] = [
  {
    what: "the title",
    typed: [["update", one, "--title=Hers"]],
    row: () => ({ title: "Hers" }),
    taken: { title: "Hers", status: "running" },
    kept: { title: "Hers" },
  },
  {
    what: "the description and the acceptance",
    typed: [["update", one, "--description=Do that", "--acceptance=That is done"]],
    row: () => ({ description: "Do that", acceptance_criteria: "That is done" }),
    taken: { objective: "Do that", acceptance: "That is done" },
    kept: { description: "Do that", acceptance_criteria: "That is done" },
  },
  {
    what: "a need taken away",
    typed: [["dep", "remove", one, two]],
    row: ({ dependencies }) => ({ dependencies: dependencies.filter(({ type }) => type !== "blocks") }),
    taken: { needs: [] },
    kept: { dependencies: [{ depends_on_id: oak, type: "parent-child" }] },
  },
  {
    what: "a need added",
    typed: [["dep", "add", one, three]],
    row: ({ dependencies }) => ({
      dependencies: [...dependencies, { ...dependencies[0], depends_on_id: three, type: "blocks" }],
    }),
    taken: { needs: [two, three] },
    kept: { title: "Leaf" },
  },
  {
    what: "a number of ours",
    typed: [["update", one, "--set-metadata", "fx_index=7", "--set-metadata", "ticket=9"]],
    row: ({ metadata }) => ({ metadata: { ...metadata, fx_index: 7, ticket: 9 } }),
    taken: { index: 7 },
    kept: { metadata: { ticket: 9, fx_index: 7 } },
  },
  {
    what: "closed",
    typed: [["close", one, "-r", "by hand", "--force"]],
    row: () => ({ status: "closed", closed_at: "2026-01-05T00:00:00Z", close_reason: "by hand" }),
    taken: { status: "done", reason: "by hand" },
    kept: { status: "closed", close_reason: "by hand" },
  },
  {
    what: "set aside while it runs",
    typed: [["update", one, "--status=deferred"]],
    row: () => ({ status: "deferred" }),
    taken: { status: "running" },
    kept: { status: "deferred" },
  },
];

const kinds = isMissing ? (["file"] as const) : (["file", "bd"] as const);

describe.each(kinds)("what a person edits in the %s store", (kind) => {
  describe("while we are at work", { timeout: 120_000 }, () => {
    test.each(edits)("$what: taken in, and not overwritten by our next write", async (edit) => {
      const place = await open(kind);
      const { forest } = place;
      await forest.commit([
        put(root(oak)),
        put(leaf(three)),
        put(leaf(two)),
        put(leaf(one, { needs: [two], ...running })),
      ]);
      await place.edit(edit);
      // Decided on what was read before: refused, or written beside what they changed.
      const stale = { ...leaf(one, { needs: [two], ...running }), reason: "ours" };
      await forest.commit([put(stale)]);
      await forest.load();
      const task = forest.tree(oak).tasks.get(one) as Task;
      expect(task).toMatchObject(edit.taken);
      expect(await forest.commit([put({ ...task, edits: 5 })])).toBe(true);
      await forest.load();
      expect(forest.tree(oak).tasks.get(one)).toMatchObject({ ...edit.taken, edits: 5 });
      expect(await place.row(one)).toMatchObject(edit.kept);
      await place.close();
    });

    test("a row that they delete is gone, and our next write does not bring it back", async () => {
      const { forest, edit, row, close } = await open(kind);
      await forest.commit([put(root(oak)), put(leaf(one, running))]);
      await edit({ typed: [["delete", one, "--force"]], row: () => undefined });
      expect(await forest.commit([put({ ...leaf(one, running), reason: "ours" })])).toBe(false);
      expect([...forest.tree(oak).tasks.keys()]).toEqual([oak]);
      expect(await row(one)).toBeUndefined();
      await close();
    });

    test("what they set aside while it ran is theirs to decide when that attempt has ended", async () => {
      const { forest, edit, row, close } = await open(kind);
      await forest.commit([put(root(oak)), put(leaf(one, running))]);
      await edit({ typed: [["update", one, "--status=deferred"]], row: () => ({ status: "deferred" }) });
      await forest.load();
      const ended = { class: "check" as const, reason: "red", at: now };
      await forest.commit([
        put({ ...leaf(one), attempts: [{ ...attempt(), outcome: ended }] as Task["attempts"] }),
      ]);
      expect(forest.tree(oak).tasks.get(one)).toMatchObject({
        status: "needs_human",
        reason: `set to "deferred" with bd; to go on: bd update ${one} --status open`,
      });
      expect(await row(one)).toMatchObject({ status: "deferred" });
      await edit({ typed: [["update", one, "--status=open"]], row: () => ({ status: "open" }) });
      await forest.load();
      expect(forest.tree(oak).tasks.get(one)).toMatchObject({ status: "ready" });
      await close();
    });
  });
});

type Place = Readonly<{
  forest: Forest;
  edit: (edit: Pick<Edit, "typed" | "row">) => Promise<void>;
  row: (id: string) => Promise<Bead | undefined>;
  close: () => Promise<void>;
}>;

async function open(kind: "file" | "bd"): Promise<Place> {
  const dir = kind === "bd" ? await emptyDatabase() : await directory();
  const store = kind === "bd" ? await openBd(dir) : await openTaskStore({ dir, actor: "fractal/test" });
  const forest = new Forest(new BeadWriter(store), () => now);
  await forest.load();
  const inSnapshot = async ({ row }: Pick<Edit, "row">) => {
    const file = join(dir, "tasks.jsonl");
    const lines = (await readFile(file, "utf8")).split("\n").map((line) => {
      if (!line.includes(`"id":"${one}"`)) return line;
      const changed = row(JSON.parse(line));
      return changed === undefined ? "" : JSON.stringify({ ...JSON.parse(line), ...changed });
    });
    await writeFile(file, lines.join("\n"));
  };
  return {
    forest,
    edit: async (edit) => {
      if (kind === "file") return inSnapshot(edit);
      for (const args of edit.typed) await asPerson(dir, ...args);
    },
    row: async (id) => (await store.load()).find((bead) => bead.id === id),
    close: () => store.close(),
  };
}
