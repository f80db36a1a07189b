import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { JsonText } from "../json-text.ts";
import { whenAbsent } from "../marker.ts";
import { answerOf } from "./answer.ts";
import { endMark } from "./export-answer.ts";
import { bdRunner, type BdProgram, type BdSpawn, type BdWorkspace, type RunBd } from "./run-bd.ts";
import { type Signature, signatureOf } from "./signature.ts";
import { sync, syncTree } from "./sync-tree.ts";

const note =
  "This workspace is the task tree of a Fractal run. Read it with bd list; what you change with bd, Fractal notices. Keep this memory: it proves that an answer of bd is whole.";

/** What a kept database consists of: one that a crash or a person damaged is made anew. */
const Sums = JsonText.pipe(z.record(z.string(), z.string()));
const sumsName = "sums.json";

/** By cache, in this process: made once, however many wait for it. The spawns are told to whoever takes them first. */
const kept = new Map<string, Promise<BdSpawn[]>>();

/** Makes an empty database ahead of its use, since that takes `bd` seconds, and a copy takes none. */
export function keepEmptyDatabase(program: BdProgram): Promise<BdSpawn[]> {
  const { cache } = program;
  if (cache === undefined) return Promise.resolve([]);
  const known = kept.get(cache);
  if (known !== undefined) return known;
  const keeping = keep(program, cache);
  kept.set(cache, keeping);
  keeping.catch(() => kept.delete(cache));
  return keeping;
}

/**
 * A new database in `<dir>/.beads`, with the end mark in it; it is there entirely or not at all.
 * @returns its signature while it is empty
 */
export async function makeDatabase(workspace: BdWorkspace): Promise<Signature | undefined> {
  const { dir, program, onSpawn } = workspace;
  const beside = join(dir, ".beads-new");
  // A cache that cannot be written or read costs the seconds that it would have saved, and nothing else.
  const spawns = await keepEmptyDatabase(program).catch(() => undefined);
  for (const spawn of spawns?.splice(0) ?? []) onSpawn?.(spawn);
  if (spawns === undefined || !(await isCopied(program, beside))) {
    await rm(beside, { recursive: true, force: true });
    await init({ ...workspace, dir: beside });
  }
  await syncTree(join(beside, ".beads"));
  const signature = await signatureOf(join(beside, ".beads"));
  await rename(join(beside, ".beads"), join(dir, ".beads"));
  await sync(dir);
  await rm(beside, { recursive: true, force: true });
  return signature;
}

/** Whole, also when somebody replaced or cleared the cache meanwhile. */
async function isCopied({ cache }: BdProgram, beside: string): Promise<boolean> {
  if (cache === undefined) return false;
  await rm(beside, { recursive: true, force: true });
  return cp(cache, beside, { recursive: true })
    .then(() => isWhole(beside))
    .catch(() => false);
}

/** Without it no answer of this database is believed. */
export async function leaveMark(run: RunBd): Promise<void> {
  answerOf(
    "remember",
    await run(["remember", "--key", endMark, note, "--json"]),
    z.object({ key: z.literal(endMark) }),
  );
}

async function keep(program: BdProgram, cache: string): Promise<BdSpawn[]> {
  if (await isWhole(cache)) return [];
  const spawns: BdSpawn[] = [];
  await mkdir(dirname(cache), { recursive: true, mode: 0o700 });
  const dir = await mkdtemp(`${cache}-`);
  try {
    await init({ program, dir, actor: "fractal", onSpawn: (spawn) => spawns.push(spawn) });
    await writeFile(join(dir, sumsName), JSON.stringify(await sumsOf(dir)));
    await syncTree(dir);
    await takeItsPlace(dir, cache);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  return spawns;
}

/** Whoever comes first has made it for all: a whole one stays, since somebody may be copying it. */
async function takeItsPlace(dir: string, cache: string): Promise<void> {
  if (await isWhole(cache)) return;
  const hurt = `${dir}-hurt`;
  await rename(cache, hurt).catch(whenAbsent);
  await rename(dir, cache).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  });
  await sync(dirname(cache));
  await rm(hurt, { recursive: true, force: true });
}

async function init(workspace: BdWorkspace): Promise<void> {
  const run = await bdRunner(workspace);
  await run(
    "init -q --prefix fx --stealth --skip-hooks --skip-agents --non-interactive --init-if-missing".split(" "),
  );
  await leaveMark(run);
}

async function isWhole(dir: string): Promise<boolean> {
  const text = await readFile(join(dir, sumsName), "utf8").catch(whenAbsent);
  const sums = Sums.safeParse(text ?? "");
  return sums.success && JSON.stringify(sums.data) === JSON.stringify(await sumsOf(dir));
}

async function sumsOf(dir: string): Promise<Record<string, string>> {
  const entries = await readdir(join(dir, ".beads"), { recursive: true, withFileTypes: true });
  const paths = entries.filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const sums = paths.sort().map(async (path) => {
    const sum = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    return [path.slice(join(dir).length), sum] as const;
  });
  return Object.fromEntries(await Promise.all(sums));
}
