import { chooseRelevantFiles } from "#src/core/relevant-files.ts";
import type { Tree } from "#src/core/tree.ts";
import { readFiles } from "#src/effects/github/files.ts";
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
  const there = new Set(known.map(({ path }) => path));
  const paths = [...new Set([...first.filter((path) => there.has(path)), ...chosen])];
  const read = await readFiles(repo, sha, paths, {
    fileBytesMax: Math.floor(bytesMax / 2),
    totalBytesMax: bytesMax,
  });
  return {
    sha,
    fileList: known.map(({ path }) => path),
    excerpts: read.files.map(({ path, text }) => ({ path, excerpt: text })),
  };
}
