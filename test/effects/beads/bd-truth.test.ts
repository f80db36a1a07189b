import * as fc from "fast-check";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Bead } from "#src/effects/beads/bead.ts";
import type { BdSpawn } from "#src/effects/beads/bd/run-bd.ts";
import { toJsonl } from "#src/effects/beads/jsonl.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { BeadWriter } from "#src/effects/beads/writer.ts";
import { edge, idOf, leaf, row, tree } from "#test/contracts/tree-of.ts";
import { aBead, aStory, tell } from "./arbitraries.ts";
import { asPerson, directory, emptyDatabase, isMissing, openBd } from "./bd-bench.ts";

const Listed = z.array(z.object({ id: z.string(), status: z.string(), parent: z.string().optional() }));

describe.skipIf(isMissing)("with a real bd", { timeout: 180_000 }, () => {
  test("bd list and bd ready show a person the true tree, whatever was closed and opened again", async () => {
    const dir = await emptyDatabase();
    const store = await openBd(dir);
    // 3 waits for 1 and is the parent of 4; 5 waits for 4.
    const created = await store.create(
      [
        { ...leaf(0), issue_type: "epic" },
        { ...leaf(1), dependencies: [edge(0, "parent-child")] },
        { ...leaf(3), dependencies: [edge(0, "parent-child"), edge(1, "blocks")] },
        { ...leaf(4), dependencies: [edge(3, "parent-child")] },
        { ...leaf(5), dependencies: [edge(0, "parent-child"), edge(4, "blocks")] },
      ],
      "plan",
    );
    expect(await ready(dir)).toEqual([idOf(0), idOf(1)]);
    const { written } = await store.write([{ ...row(created, 1), status: "closed", close_reason: "done" }]);
    expect(await ready(dir)).toEqual([idOf(0), idOf(3), idOf(4)]);
    await store.write([{ ...row(written, 1), status: "in_progress" }]);
    expect(await ready(dir)).toEqual([idOf(0)]);
    expect(Listed.parse(JSON.parse(await asPerson(dir, "list", "--all", "--json"))).toSorted(byId)).toEqual([
      { id: idOf(0), status: "open" },
      { id: idOf(1), status: "in_progress", parent: idOf(0) },
      { id: idOf(3), status: "open", parent: idOf(0) },
      { id: idOf(4), status: "open", parent: idOf(3) },
      { id: idOf(5), status: "open", parent: idOf(0) },
    ]);
    await store.close();
  });

  test("what a person adds or takes away beside our fields stays so when we write", async () => {
    const dir = await emptyDatabase();
    const store = await openBd(dir);
    const [created] = await store.create([leaf(0)], "plan");
    const { written } = await store.write([{ ...row([created ?? never()], 0), labels: ["ours"] }]);
    await asPerson(dir, "label", "remove", idOf(0), "ours");
    await asPerson(dir, "label", "add", idOf(0), "theirs");
    await asPerson(dir, "comment", idOf(0), "I was here");
    await store.write([{ ...row(written, 0), notes: "again" }]);
    const { labels, notes, comments } = row(await store.load(), 0);
    expect({ labels, notes, comments }).toMatchObject({
      labels: ["theirs"],
      notes: "again",
      comments: [{ text: "I was here" }],
    });
    await store.close();
  });

  test("reading again costs a spawn only when somebody wrote since", async () => {
    const dir = await emptyDatabase();
    const spawns: string[] = [];
    const store = await openBd(dir, ({ verb }) => spawns.push(verb));
    await store.load();
    expect(spawns).toEqual(["export"]);
    const [made] = await store.create([leaf(0)], "plan");
    await store.load();
    expect(await store.load()).toEqual([made]);
    expect(spawns).toEqual(["export", "import"]);
    await asPerson(dir, "label", "add", idOf(0), "theirs");
    expect(await store.load()).toMatchObject([{ labels: ["theirs"] }]);
    await store.load();
    expect(spawns).toEqual(["export", "import", "export"]);
    await store.close();
  });

  test("a row that a person made under an id of ours stays theirs, and the clash is named", async () => {
    const dir = await emptyDatabase();
    const store = await openBd(dir);
    await asPerson(dir, "create", "A person's", `--id=${idOf(1)}`, "--force");
    await expect(store.create([leaf(0), leaf(1)], "plan")).rejects.toThrow(
      `${idOf(1)} exists with other content`,
    );
    expect(row(await store.load(), 1).title).toBe("A person's");
    await store.close();
  });

  test("closed tasks are made closed", async () => {
    const store = await openBd(await emptyDatabase());
    const [made] = await store.create([{ ...leaf(0), status: "closed", close_reason: "waived" }], "plan");
    expect(made).toMatchObject({ status: "closed", close_reason: "waived", closed_at: made?.created_at });
    expect(await store.load()).toEqual([made]);
    await store.close();
  });

  test("commits made side by side share their spawns", async () => {
    const spawns: BdSpawn[] = [];
    const writer = new BeadWriter(await openBd(await emptyDatabase(), (spawn) => spawns.push(spawn)));
    const { written: beads } = await writer.commit({ creates: tree(8) });
    spawns.length = 0;
    const commits = beads.map(async (bead, n) => {
      if (n > 2) await new Promise(setImmediate);
      return writer.commit({ updates: [{ ...bead, notes: `${n}` }] });
    });
    expect((await Promise.all(commits)).flatMap(({ refused }) => refused)).toEqual([]);
    expect(spawns.map(({ verb }) => verb).join(" ")).toMatch(/^import( import)?$/);

    spawns.length = 0;
    await writer.commit({
      creates: [{ ...leaf(20), dependencies: [edge(1, "parent-child")] }],
      updates: [{ ...row(beads, 1), status: "in_progress" }],
    });
    expect(spawns.map(({ verb }) => verb)).toEqual(["import"]);
    await writer.close();
  });

  test("tasks of the file store move into bd, which then prints that very file; never back", async () => {
    const dir = await directory();
    const beads = fc.sample(aBead, 40).map((bead, n) => ({ ...bead, id: idOf(n) }));
    const linked = beads.map((bead, n) =>
      n % 3 === 0 ? bead : Bead.parse({ ...bead, dependencies: linksOf(n) }),
    );
    await writeFile(join(dir, "tasks.jsonl"), toJsonl(linked));
    const files = await openTaskStore({ dir, actor: "fractal/test" });
    const loaded = await files.load();
    const snapshot = await files.export();
    await files.close();
    expect(await readFile(join(dir, "tasks.jsonl"), "utf8")).toBe(snapshot);

    const store = await openBd(dir);
    expect(store.kind).toBe("bd");
    expect(await store.export()).toBe(snapshot);
    expect(await store.load()).toEqual(loaded);
    await store.close();
    const missing = { missing: "bd was not found; get bd" };
    await expect(openTaskStore({ dir, actor: "fractal/test", bd: missing })).rejects.toThrow(
      /are kept by bd: bd was not found; get bd/,
    );
  });

  test("any story told to both stores leaves the same rows in both", async () => {
    await fc.assert(
      fc.asyncProperty(aStory, async (story) => {
        const files = await openTaskStore({ dir: await directory(), actor: "fractal/test" });
        const store = await openBd(await emptyDatabase());
        const [told, same] = [await tell(story, files), await tell(story, store)];
        expect(same).toEqual(told);
        await files.close();
        await store.close();
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  test("data inside a checkout is refused", async () => {
    const dir = await directory();
    await mkdir(join(dir, ".git"));
    await expect(openBd(join(dir, "data"))).rejects.toThrow(/lies inside the git checkout .*--data <dir>/);
  });
});

async function ready(dir: string): Promise<string[]> {
  const listed = Listed.parse(JSON.parse(await asPerson(dir, "ready", "-n", "0", "--json")));
  return listed.map(({ id }) => id).sort();
}

function linksOf(n: number): Bead["dependencies"] {
  const at = "2026-01-02T03:04:05Z";
  const links = [
    edge(0, "parent-child"),
    ...(n % 3 === 2 ? [edge(n - 1, n % 2 === 0 ? "blocks" : "related")] : []),
  ];
  return links.map((link) => ({
    issue_id: idOf(n),
    ...link,
    created_at: at,
    created_by: "ann",
    metadata: "{}",
  }));
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}

function never(): never {
  throw new Error("unreachable");
}
