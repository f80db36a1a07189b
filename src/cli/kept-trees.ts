import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Tasks } from "#src/core/tasks.ts";
import type { Tree } from "#src/core/tree.ts";
import { findBd } from "#src/effects/beads/bd/find-bd.ts";
import { heldBy } from "#src/effects/beads/held-by.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { TaskStoreError } from "#src/effects/beads/task-store-error.ts";
import { treesOf } from "#src/effects/beads/trees-of.ts";
import { NeedsHuman } from "#src/errors.ts";
import { dataDirectory, takeDataDirectory } from "./data-directory.ts";
import { openUserRepository } from "./user-repository.ts";

/** Which data directory: as told, else the one that `fractal run` takes for this repository and branch. */
export type KeptAt = Readonly<{ data?: string; repo: string; base?: string }>;

/** @throws NeedsHuman when nothing was begun there */
export async function keptDirectory({ data, repo, base }: KeptAt, env: NodeJS.ProcessEnv): Promise<string> {
  const dir = data === undefined ? await ownDirectory(repo, env, base) : resolve(data);
  if (existsSync(join(dir, "beads"))) return dir;
  throw new NeedsHuman(`nothing was begun in ${dir}`, {
    hint: "give the --data <dir> of a run, or its --repo <dir> and --base <branch>",
  });
}

async function ownDirectory(repo: string, env: NodeJS.ProcessEnv, base?: string): Promise<string> {
  const { name, dir, branch } = await openUserRepository(repo, env, base);
  return dataDirectory(undefined, { name, key: `${dir}#${branch}` }, env);
}

/** @returns gives the directory back; undefined when another process has it */
export function takeUnlessInUse(dir: string): (() => void) | undefined {
  try {
    return takeDataDirectory(dir);
  } catch (error) {
    if (error instanceof TaskStoreError) return undefined;
    throw error;
  }
}

/** All trees of a directory that nobody works in; the latest last. */
export async function lookAtTrees(dir: string, env: NodeJS.ProcessEnv): Promise<readonly Tree[]> {
  using taken = new DisposableStack();
  const release = takeUnlessInUse(dir);
  if (release === undefined)
    throw new NeedsHuman(`a run is at work in ${dir}: its tree is in its terminal`, {
      hint: "type this again when it has ended; Ctrl-C there ends it, and the same command goes on",
    });
  taken.defer(release);
  return await readTrees(dir, env);
}

/** The caller has the directory. */
export async function readTrees(dir: string, env: NodeJS.ProcessEnv): Promise<readonly Tree[]> {
  const beads = join(dir, "beads");
  // Whoever only looks moves nothing from a file into a `bd` that is there by now.
  const bd = (await heldBy(beads)) === "bd" ? { bd: await findBd(env) } : {};
  const store = await openTaskStore({ dir: beads, actor: "fractal/look", ...bd });
  try {
    const trees = [...treesOf(await store.load())].map(([root, tasks]) => ({ root, tasks: Tasks.of(tasks) }));
    return trees.toSorted((a, b) => issueOf(a) - issueOf(b));
  } finally {
    await store.close();
  }
}

function issueOf({ root, tasks }: Tree): number {
  return tasks.get(root)?.facts?.issue ?? 0;
}
