import type { Simulation } from "../simulation.ts";
import { place } from "../world/place.ts";

/** What is on the default branch and on each epic, file by file. */
export async function filesOf({ context }: Simulation["around"]["hub"]): Promise<string[]> {
  const repo = context.repoNamed(place.owner, place.name);
  if (repo === undefined) return [];
  const git = context.git(repo);
  const heads = [...(await git.refs("refs/heads"))].filter(
    ([name]) => name.endsWith("/epic") || name.endsWith(`/${place.defaultBranch}`),
  );
  const lines: string[] = [];
  for (const [name, sha] of heads)
    for (const { path, type, sha: blob } of await git.readTree(sha, { recursive: true }))
      if (type === "blob") lines.push(`${name} ${path} ${(await git.readBlob(blob)).toString()}`);
  return lines;
}
