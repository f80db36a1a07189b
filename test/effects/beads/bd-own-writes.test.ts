import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Bead } from "#src/effects/beads/bead.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import { edge, idOf, leaf, row, tree } from "#test/contracts/tree-of.ts";
import { asPerson, bd, directory, emptyDatabase, isMissing, openBd } from "./bd-bench.ts";

type Place = Readonly<{ dir: string; store: TaskStore; spawns: string[]; created: readonly Bead[] }>;

/** Three rows, of which the last waits for the second. */
async function threeRows(): Promise<Place> {
  const dir = await emptyDatabase();
  const spawns: string[] = [];
  const store = await openBd(dir, ({ verb }) => spawns.push(verb));
  const beads = [leaf(0), leaf(1), { ...leaf(2), dependencies: [edge(1, "blocks")] }];
  const created = await store.create(beads, "plan");
  spawns.length = 0;
  return { dir, store, spawns, created };
}

const closed = { status: "closed", close_reason: "done" };

describe.skipIf(isMissing)("what the database holds after our own writes", { timeout: 180_000 }, () => {
  test("is known without reading it, whatever they were", async () => {
    const { store, spawns, created } = await threeRows();
    expect(await store.load()).toEqual(created);
    await store.write([{ ...row(created, 1), ...closed }], [leaf(3)]);
    const { written } = await store.write([{ ...row(created, 0), notes: "seen" }]);
    await store.create(tree(60).slice(4), "plan");
    expect(row(await store.load(), 0)).toEqual(written[0]);
    expect(spawns).toEqual(["import", "import", "import"]);
    expect(await store.export()).toContain(`"id":"${idOf(59)}"`);
    expect(await store.load()).toHaveLength(60);
    await store.close();
  });

  test("is read when somebody else wrote before them, or while they were under way", async () => {
    const { dir, store, created } = await threeRows();
    await asPerson(dir, "update", idOf(0), "--title=Before");
    await store.write([{ ...row(created, 1), notes: "ours" }]);
    expect(row(await store.load(), 0).title).toBe("Before");
    const ours = store.write([{ ...row(await store.load(), 1), notes: "ours again" }]);
    await Promise.all([ours, asPerson(dir, "update", idOf(0), "--title=Meanwhile")]);
    expect(row(await store.load(), 0).title).toBe("Meanwhile");
    await store.close();
  });

  test("is read when somebody's bd was killed before it had said everywhere that it wrote", async () => {
    const { dir, store } = await threeRows();
    const manifest = join(dir, ".beads", "embeddeddolt", "fx", ".dolt", "noms", "manifest");
    const before = await readFile(manifest, "utf8");
    await store.load();
    await asPerson(dir, "update", idOf(0), "--title=Nearly lost");
    await writeFile(manifest, before);
    expect(row(await store.load(), 0).title).toBe("Nearly lost");
    await store.close();
  });
});

describe.skipIf(isMissing)("a row that a person deleted", { timeout: 180_000 }, () => {
  test("does not come back because it waited for one that we close", async () => {
    const { dir, store, created } = await threeRows();
    await asPerson(dir, "delete", idOf(2), "--force");
    const { refused } = await store.write([{ ...row(created, 1), ...closed }]);
    expect(refused).toEqual([]);
    expect((await store.load()).map(({ id }) => id)).toEqual([idOf(0), idOf(1)]);
    await expect(asPerson(dir, "show", idOf(2))).rejects.toThrow("Command failed");
    await store.close();
  });

  test("does not come back when we are killed before we can delete it again", async () => {
    const { dir, store, created } = await threeRows();
    await store.close();
    const dying = await openTaskStore({ dir, actor: "fractal/test", bd: await dyingAt("delete") });
    await asPerson(dir, "delete", idOf(1), "--force");
    await expect(dying.write([{ ...row(created, 1), notes: "ours" }])).rejects.toThrow("was killed");
    await dying.close();
    expect(await asPerson(dir, "list", "--all")).toContain(idOf(1));
    const again = await openBd(dir);
    expect((await again.load()).map(({ id }) => id)).toEqual([idOf(0), idOf(2)]);
    await expect(asPerson(dir, "show", idOf(1))).rejects.toThrow("Command failed");
    await again.close();
  });
});

/** The real one, but it dies when it is to do this. */
async function dyingAt(verb: string): Promise<typeof bd> {
  if ("missing" in bd) throw new Error(bd.missing);
  const path = join(await directory(), "bd");
  await writeFile(path, `#!/bin/sh\n[ "$1" = ${verb} ] && kill -9 $$\nexec ${bd.path} "$@"\n`);
  await chmod(path, 0o755);
  return { ...bd, path };
}
