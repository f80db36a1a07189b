import { attemptKey, type Attempt } from "#src/core/attempt.ts";
import type { EffectOf } from "#src/core/effect.ts";
import type { EventOf, TreeEvent } from "#src/core/event.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { settle } from "#src/core/usage.ts";
import type { Repo } from "#src/effects/github/client.ts";
import * as runs from "#src/effects/github/runs.ts";
import { readStanding } from "#src/effects/github/standing.ts";
import { attemptOf } from "./attempt-of.ts";
import { readHandedBack } from "./handed-back.ts";
import { judgeReport, type JudgedReport } from "./judge-report.ts";
import { Retryable } from "#src/errors.ts";
import { takeOverTrace } from "./worker-trace.ts";
import { repositoryOf, type World } from "./world.ts";
import { isYoung } from "./young-run.ts";

/** Also when it had ended before: what it handed back is collected next, and where it handed back nothing its reserve is charged. */
export async function cancelRun(
  world: World,
  tree: Tree,
  { runId }: EffectOf<"CancelRun">,
): Promise<TreeEvent[]> {
  const cancelled = await runs.cancelRun(await repositoryOf(world, tree), runId);
  if (cancelled === "unknown" && isYoung(world, tree, runId))
    throw new Retryable(`GitHub does not know run ${runId} yet`);
  return [{ type: "RunEnded", runId, conclusion: "cancelled" }];
}

/** Reads the run's artifact as hostile input: capped, parsed, its patch guarded, its money held against its own trace. */
export async function collectReport(
  world: World,
  tree: Tree,
  effect: EffectOf<"CollectReport">,
): Promise<TreeEvent[]> {
  const found = attemptOf(tree, effect);
  if (found === undefined) return [];
  const { task, attempt } = found;
  const about = { type: "AttemptReported" as const, task: task.id, attempt: attempt.n, violations: [] };
  const repo = await repositoryOf(world, tree);
  const artifact = await readHandedBack(world, repo, effect.runId);
  if (!("files" in artifact)) {
    const end = await endOf(repo, effect.runId);
    const { conclusion = attempt.runConclusion ?? "nothing" } = end;
    const problem =
      "missing" in artifact
        ? `run ${effect.runId} ended with ${conclusion} and left no report`
        : artifact.problem;
    return [{ ...about, problem, ...end }];
  }
  const { files } = artifact;
  const { limits } = rootOf(tree).facts.config;
  const { claimed, ...judged } = judgeReport(files, { task, attempt, limits });
  const violations = [...judged.violations, ...(await obstacles(repo, judged))];
  const end = judged.result === undefined ? await endOf(repo, effect.runId) : {};
  // Everything was read: what follows is written once.
  const usage = settledUsage(world, tree, { task, attempt, files, claimed });
  if (judged.result !== undefined) traceGuard(world, tree, { task, attempt, violations });
  return [{ ...about, ...judged, ...end, violations, usage }];
}

/** As GitHub has it now: what we heard may be our own cancelling of a run that had ended before. */
async function endOf(repo: Repo, runId: number): Promise<{ conclusion?: string }> {
  const conclusion = (await runs.readRun(repo, runId))?.conclusion;
  return conclusion === undefined ? {} : { conclusion };
}

type Violations = EventOf<"AttemptReported">["violations"];

/** What the base has where the patch would write: a link or a submodule is not the task's to fill or to replace. */
async function obstacles(repo: Repo, { result, violations }: JudgedReport): Promise<Violations> {
  if (result?.outcome !== "submitted" || violations.length > 0) return [];
  const paths = result.patch.files.map(({ path }) => path);
  const standings = await readStanding(repo, result.patch.base, paths);
  return [...standings.values()].flatMap((standing) =>
    "obstacle" in standing
      ? [{ code: standing.obstacle, words: standing.words, kind: "unsafe" as const }]
      : [],
  );
}

/** Takes the worker's trace over, and holds what the worker says it used against it. */
function settledUsage(
  world: World,
  tree: Tree,
  {
    task,
    attempt,
    files,
    claimed,
  }: {
    task: Task;
    attempt: Attempt;
    files: ReadonlyMap<string, Buffer>;
    claimed: JudgedReport["claimed"];
  },
) {
  const ids = { root: tree.root, task: task.id, attempt: attempt.n, key: attemptKey(task.id, attempt.n) };
  const traced = takeOverTrace(world.trace, files, ids);
  const price = rootOf(tree).facts.prices[attempt.model];
  const { usage, note } = settle(claimed, traced, { reservedUsd: attempt.reservedUsd, price });
  if (note !== undefined) {
    const attrs = { subject: "usage", verdict: "refused" as const, detail: note };
    world.trace.write({ ...ids, type: "validation", attrs });
  }
  return usage;
}

function traceGuard(
  world: World,
  tree: Tree,
  { task, attempt, violations }: { task: Task; attempt: Attempt; violations: Violations },
): void {
  world.trace.write({
    type: "validation",
    root: tree.root,
    task: task.id,
    attempt: attempt.n,
    attrs: {
      subject: "patch",
      verdict: violations.length === 0 ? "passed" : "refused",
      detail: violations.map(({ words }) => words).join("; "),
    },
  });
}
