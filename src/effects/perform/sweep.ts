import type { TreeEvent } from "#src/core/event.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { readRun } from "#src/effects/github/runs.ts";
import { githubOf } from "./breakers.ts";
import { orNone } from "./or-none.ts";
import { sweepComments } from "./sweep-comments.ts";
import { sweepIssues } from "./sweep-issues.ts";
import { sweepPulls } from "./sweep-pulls.ts";
import { repositoryOf, type World } from "./world.ts";
import { isYoung } from "./young-run.ts";

/**
 * What GitHub knows and the tree does not yet, as the very same events that webhooks bring. Nothing is asked about
 * a tree that waits for nothing.
 */
export async function sweep(world: World, tree: Tree): Promise<TreeEvent[]> {
  const { status, facts } = rootOf(tree);
  if (status === "done" || status === "cancelled" || facts.allowed !== true) return [];
  const look = async (part: (repo: Repo) => Promise<TreeEvent[]>) =>
    orNone(world, tree.root, () =>
      world.breakers.through(githubOf(tree), async () => part(await repositoryOf(world, tree))),
    );
  return [
    ...(await look((repo) => endedRuns(world, repo, tree))),
    ...waitingCommits(tree),
    // Before the issues: the merge of a pull request closes some, and is no decision about them.
    ...(await look((repo) => sweepPulls(repo, tree))),
    ...(await look((repo) => sweepIssues(world, repo, tree))),
    ...(await look((repo) => sweepComments(world, repo, tree))),
  ];
}

async function endedRuns(world: World, repo: Repo, tree: Tree): Promise<TreeEvent[]> {
  const events: TreeEvent[] = [];
  for (const runId of waitingRuns(tree)) {
    const run = await readRun(repo, runId);
    if (run === undefined && isYoung(world, tree, runId)) continue;
    const conclusion = run === undefined ? "deleted" : run.conclusion;
    if (conclusion !== undefined) events.push({ type: "RunEnded", runId, conclusion });
  }
  return events;
}

function waitingRuns(tree: Tree): number[] {
  const tasks = [...tree.tasks.values()];
  const workers = tasks.flatMap(({ attempts }) =>
    attempts.flatMap(({ runId, runConclusion, outcome }) =>
      runId !== undefined && runConclusion === undefined && outcome === undefined ? [runId] : [],
    ),
  );
  const judgements = [...judgementsOf(tree)].filter(({ next }) => next === "wait");
  return [...workers, ...judgements.flatMap(({ verifyRunId }) => verifyRunId ?? [])];
}

function waitingCommits(tree: Tree): TreeEvent[] {
  const shas = [...judgementsOf(tree)]
    .filter(({ next, sha }) => next === "wait" && sha !== "")
    .map(({ sha }) => sha);
  return [...new Set(shas)].map((sha) => ({ type: "ChecksChanged", sha }));
}

function judgementsOf(tree: Tree) {
  return [...tree.tasks.values()].flatMap((task) => [
    ...task.attempts.flatMap(({ judgement, outcome }) =>
      judgement && outcome === undefined ? [judgement] : [],
    ),
    ...(task.check ? [task.check.judgement] : []),
    ...(task.facts?.judgement ? [task.facts.judgement] : []),
  ]);
}
