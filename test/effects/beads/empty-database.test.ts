import { cpSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { keepEmptyDatabase } from "#src/effects/beads/bd/empty-database.ts";
import { findBd, type FoundBd } from "#src/effects/beads/bd/find-bd.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { fakeBd, type FakeBd } from "./fake-bd.ts";

let fake: FakeBd;
let caches: string;

beforeEach(async () => {
  fake = await fakeBd();
  caches = mkdtempSync(join(tmpdir(), "fractal-cache-"));
});

test("the seconds that an empty database takes are spent once: what follows are copies", async () => {
  expect(await openNew()).toEqual([]);
  expect(await openNew()).toEqual([]);
  expect([await fake.spawned("init"), await fake.spawned("remember")]).toEqual([1, 1]);
  expect(readdirSync(join(caches, "fractal"))).toEqual(["bd-1.3.0"]);
});

test("another version has its own", async () => {
  await openNew();
  await fake.says("version.stdout", '{"data":{"version":"1.4.0"}}');
  await openNew();
  expect(await fake.spawned("init")).toBe(2);
});

test("a kept one that was hurt is made anew", async () => {
  await openNew();
  // Elsewhere, as a later process finds it: this one remembers what it has looked at.
  const other = mkdtempSync(join(tmpdir(), "fractal-cache-"));
  cpSync(caches, other, { recursive: true });
  caches = other;
  const metadata = join(caches, "fractal", "bd-1.3.0", ".beads", "metadata.json");
  const whole = readFileSync(metadata, "utf8");
  writeFileSync(metadata, "{");
  expect(await openNew()).toEqual([]);
  expect(readFileSync(metadata, "utf8")).toBe(whole);
  expect(await fake.spawned("init")).toBe(2);
});

test("one that is hurt while this process knows it for whole is not copied", async () => {
  await openNew();
  writeFileSync(join(caches, "fractal", "bd-1.3.0", ".beads", "metadata.json"), "{");
  expect(await openNew()).toEqual([]);
});

test("of two that make it side by side, the later one leaves the earlier one's where it is", async () => {
  const go = join(caches, "go");
  const bin = mkdtempSync(join(tmpdir(), "fractal-slow-"));
  const waiting = `while [ "$1" = init ] && [ ! -e ${go} ]; do sleep 0.05; done`;
  writeFileSync(join(bin, "bd"), `#!/bin/sh\n${waiting}\nexec ${join(fake.bin, "bd")} "$@"\n`, {
    mode: 0o755,
  });
  const found = await program();
  if ("missing" in found) throw new Error(found.missing);
  const kept = join(caches, "fractal", "bd-1.3.0");
  // Spelled in another way, as another process would have another memory.
  const slow = { ...found, path: join(bin, "bd"), cache: `${caches}/fractal/./bd-1.3.0` };
  const later = keepEmptyDatabase(slow);
  await openNew();
  const { ino } = statSync(kept);
  writeFileSync(go, "");
  await later;
  expect(statSync(kept).ino).toBe(ino);
  expect(readdirSync(join(caches, "fractal"))).toEqual(["bd-1.3.0"]);
});

test("where nothing can be kept, it is made on the spot", async () => {
  writeFileSync(join(caches, "fractal"), "in the way");
  expect(await openNew()).toEqual([]);
  expect(await openNew()).toEqual([]);
  expect(await fake.spawned("init")).toBe(2);
});

/** @returns the rows of a new data directory */
async function openNew(): Promise<readonly unknown[]> {
  const dir = mkdtempSync(join(tmpdir(), "fractal-data-"));
  const store = await openTaskStore({ dir, actor: "fractal/test", bd: await program() });
  const rows = await store.load();
  await store.close();
  return rows;
}

function program(): Promise<FoundBd> {
  return findBd({ BD_BIN: join(fake.bin, "bd"), PATH: "/usr/bin:/bin", XDG_CACHE_HOME: caches });
}
