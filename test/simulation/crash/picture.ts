import { treesOf } from "#src/effects/beads/trees-of.ts";
import type { Simulation } from "../simulation.ts";
import { place } from "../world/place.ts";

/**
 * What a run came to, one line for each thing in store, hub and git. Said by titles and keys, since numbers, ids,
 * times and the names of commits follow from who came first; of money nothing, since a repeated model call costs.
 */
export async function pictureOf({ disk, around }: Simulation): Promise<string[]> {
  const { state } = around.hub;
  const marker = /<!-- fractal:(?:comment key=)?\S+ ?\S*/;
  const tasks = [...treesOf(disk.rows.all()).values()].flatMap((tree) => [...tree.values()]);
  const titles = new Map(tasks.map(({ id, title }) => [id, title]));
  const issues = state.issues.filter(
    ({ viaApp, id }) => viaApp && !state.pulls.find((pull) => pull.issueId === id),
  );
  return [
    ...tasks.map(
      ({ title, status, attempts }) => `task ${title}: ${status} after ${attempts.length} attempts`,
    ),
    ...issues.map(({ title, state: open }) => `issue ${title}: ${open}`),
    ...state.pulls
      .filter(() => true)
      .map(({ headRef, mergedAt }) => `pull request ${headRef}: ${mergedAt !== null}`),
    ...state.workflowRuns
      .filter(({ event }) => event === "workflow_dispatch")
      .map(({ title, conclusion }) => `run ${title}: ${conclusion}`),
    ...state.comments
      .filter(({ viaApp }) => viaApp)
      .map(({ body }) => `comment ${marker.exec(body)?.[0] ?? body}`),
    ...(await filesOf(around.hub)),
  ]
    .map((line) => line.replaceAll(/\/[0-9a-f]{12}\b/g, "/(commit)"))
    .map((line) => line.replaceAll(/\bfx-[a-z0-9]{8}\b/g, (id) => titles.get(id) ?? id))
    .sort();
}

async function filesOf({ context }: Simulation["around"]["hub"]): Promise<string[]> {
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
