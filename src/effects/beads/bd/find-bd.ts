import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { z } from "zod";
import { answerOf } from "./answer.ts";
import type { BdProgram } from "./run-bd.ts";
import { spawnGroup } from "./spawn-group.ts";

/** `missing` says why, and how to get the right one. */
export type FoundBd = BdProgram | Readonly<{ missing: string }>;

export type BdEnv = Readonly<Record<string, string | undefined>>;

const atLeast = "1.3.0";
const howTo = `get bd ${atLeast} or newer: npm run beads (needs Go and a C compiler), or a release from https://github.com/gastownhall/beads/releases, then put it on the PATH or name it in BD_BIN`;
const built = join(import.meta.dirname, "../../../../tools/bd/bin/bd");

const Version = z.object({ version: z.string() });

/** BD_BIN if it is set, and nothing else then; else the PATH's, else the one that `npm run beads` built. */
export async function findBd(env: BdEnv): Promise<FoundBd> {
  const searchPath = env["PATH"] ?? "";
  const named = env["BD_BIN"] || undefined;
  const onPath = searchPath
    .split(delimiter)
    .filter((dir) => dir !== "")
    .map((dir) => join(dir, "bd"));
  const candidates = (named === undefined ? [...onPath, built] : [named]).filter((path) => existsSync(path));
  if (candidates.length === 0) {
    return {
      missing: `${named === undefined ? "bd was not found" : `BD_BIN names ${named}, which is not there`}; ${howTo}`,
    };
  }
  const reasons: string[] = [];
  for (const path of candidates) {
    const found = await probe(path, searchPath);
    if (typeof found !== "string") return { ...found, ...cacheOf(found.version, env) };
    reasons.push(found);
  }
  return { missing: `${reasons.join("; ")}; ${howTo}` };
}

async function probe(path: string, searchPath: string): Promise<BdProgram | string> {
  const env = { PATH: searchPath, HOME: tmpdir(), BD_JSON_ENVELOPE: "1", BD_DISABLE_METRICS: "1" };
  try {
    const said = await spawnGroup(path, ["version", "--json"], { cwd: tmpdir(), env, timeoutMs: 30_000 });
    const { version } = answerOf("version", said.stdout, Version);
    return isEnough(version) ? { path, version, searchPath } : `${path} is bd ${version}, which is too old`;
  } catch (error) {
    return `${path} does not work (${error instanceof Error ? error.message : String(error)})`;
  }
}

function cacheOf(version: string, env: BdEnv): { cache?: string } {
  const home = env["HOME"];
  const caches = env["XDG_CACHE_HOME"] || (home && join(home, ".cache"));
  return caches ? { cache: join(caches, "fractal", `bd-${version.replaceAll(/[^\w.-]/g, "_")}`) } : {};
}

function isEnough(version: string): boolean {
  const order = new Intl.Collator("en", { numeric: true });
  return order.compare(version.split("-")[0] ?? "", atLeast) >= 0;
}
