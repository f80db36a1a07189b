import { chooseRelevantFiles } from "#src/core/relevant-files.ts";
import type { Tree } from "#src/core/tree.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { readFile } from "#src/effects/github/files.ts";
import { listFiles } from "#src/effects/github/repository.ts";
import { epicSha } from "./root.ts";
import { repositoryOf, type World } from "./world.ts";

export type Surroundings = Readonly<{
  sha: string;
  fileList: string[];
  excerpts: { path: string; excerpt: string }[];
}>;

/** The repository as it is on the epic branch now: every path, and the files that matter for these words. */
export async function surroundings(
  world: World,
  tree: Tree,
  { words, bytesMax, first = [] }: { words: string; bytesMax: number; first?: readonly string[] },
): Promise<Surroundings> {
  const repo = await repositoryOf(world, tree);
  const sha = await epicSha(world, tree);
  const { files } = await listFiles(repo, sha);
  const known = files.map(({ path, size }) => ({ path, bytes: size }));
  const chosen = chooseRelevantFiles(known, words, bytesMax).map(({ path }) => path);
  const blobs = new Map(files.map((file) => [file.path, file]));
  const paths = [...new Set([...first, ...chosen])].filter((path) => blobs.has(path));
  const excerpts: Surroundings["excerpts"] = [];
  let left = bytesMax;
  for (const path of paths) {
    const blob = blobs.get(path);
    if (blob === undefined || blob.size > Math.min(left, bytesMax / 2)) continue;
    const excerpt = await textOf(world, repo, { ...blob, ref: sha });
    if (excerpt === undefined) continue;
    excerpts.push({ path, excerpt });
    left -= Buffer.byteLength(excerpt);
  }
  return { sha, fileList: known.map(({ path }) => path), excerpts };
}

/** A file's text; its blob never changes, so each is fetched once. Undefined for what is no text. */
async function textOf(
  world: World,
  repo: Repo,
  file: { path: string; sha: string; size: number; ref: string },
): Promise<string | undefined> {
  const kept = world.texts.get(file.sha);
  if (kept !== undefined) return kept;
  const read = await readFile(repo, file.ref, file.path, file.size);
  if (!("text" in read)) return undefined;
  if (world.texts.size >= textsMax) world.texts.clear();
  world.texts.set(file.sha, read.text);
  return read.text;
}

const textsMax = 500;
