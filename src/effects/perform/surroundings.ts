import { isLiteralPath } from "#src/core/glob.ts";
import { chooseRelevantFiles } from "#src/core/relevant-files.ts";
import type { Tree } from "#src/core/tree.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { readFile } from "#src/effects/github/files.ts";
import { listFiles } from "#src/effects/github/repository.ts";
import { epicSha } from "./epic-sha.ts";
import { repositoryOf, type World } from "./world.ts";

export type Surroundings = Readonly<{
  sha: string;
  fileList: string[];
  /** GitHub lists no more than so much of a large repository: there are other files. */
  isCut: boolean;
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
  const { files, truncated } = await listFiles(repo, sha);
  const known = files.map(({ path, size }) => ({ path, bytes: size }));
  const chosen = chooseRelevantFiles(known, words, bytesMax).map(({ path }) => path);
  const blobs = new Map(files.map((file) => [file.path, file]));
  const unlisted = truncated ? first.filter(isLiteralPath) : [];
  const paths = [...new Set([...first, ...chosen])].filter(
    (path) => blobs.has(path) || unlisted.includes(path),
  );
  const excerpts: Surroundings["excerpts"] = [];
  let left = bytesMax;
  for (const path of paths) {
    const blob = blobs.get(path);
    const room = Math.min(left, bytesMax / 2);
    if (blob !== undefined && blob.size > room) continue;
    const excerpt = blob
      ? await textOf(world, repo, { ...blob, ref: sha })
      : await unlistedText(repo, { ref: sha, path, bytesMax: room });
    if (excerpt === undefined) continue;
    excerpts.push({ path, excerpt });
    left -= Buffer.byteLength(excerpt);
  }
  return { sha, fileList: known.map(({ path }) => path), isCut: truncated, excerpts };
}

/** A file that the list had no room for, or that does not exist yet. */
async function unlistedText(
  repo: Repo,
  { ref, path, bytesMax }: { ref: string; path: string; bytesMax: number },
): Promise<string | undefined> {
  const read = await readFile(repo, ref, path, bytesMax);
  return "text" in read ? read.text : undefined;
}

/** A file's text; its blob never changes, so each is fetched once. Undefined for what is no text. */
export async function textOf(
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
