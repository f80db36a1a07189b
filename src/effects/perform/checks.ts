import type { EffectOf } from "#src/core/effect.ts";
import type { EventOf, TreeEvent } from "#src/core/event.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { type Verdict, verdictOfRun } from "#src/core/verdict.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { isAncestor } from "#src/effects/github/branches.ts";
import { dispatchWorkflow } from "#src/effects/github/dispatch.ts";
import { readFailure } from "#src/effects/github/failure-log.ts";
import { readPullRequest } from "#src/effects/github/pulls.ts";
import { readRun } from "#src/effects/github/runs.ts";
import { ensureStatus } from "#src/effects/github/status.ts";
import { readVerdict } from "#src/effects/github/verdict.ts";
import { Retryable } from "#src/errors.ts";
import { isYoung } from "./young-run.ts";
import { repositoryOf, type World } from "./world.ts";

export const verifyWorkflow = "fractal-verify.yml";

/** What CI, or our own verify run, says of one exact commit now; red comes with a digest of the failing log. */
export async function readChecks(
  world: World,
  tree: Tree,
  effect: EffectOf<"ReadChecks">,
): Promise<TreeEvent[]> {
  const { config } = rootOf(tree).facts;
  const repo = await repositoryOf(world, tree);
  const { sha, runId } = effect;
  const head = effect.about === "root" ? await movedHead(repo, tree, sha) : undefined;
  if (head !== undefined) return [{ type: "EpicMoved", sha: head, at: world.clock() }];
  const verdict =
    runId === undefined
      ? await readVerdict(repo, sha, config.checks.required)
      : await verdictOfVerify(repo, { sha, runId, isYoung: isYoung(world, tree, runId) });
  const failure = verdict.failing.length > 0 ? await readFailure(repo, verdict.failing) : undefined;
  const mergeable = verdict.state === "none" ? await mergeableOf(repo, tree, effect) : undefined;
  const checks = verdict.checks.map(({ name, conclusion, url }) => ({
    name,
    conclusion,
    ...(url !== undefined && { url }),
  }));
  world.trace.write({
    type: "validation",
    root: tree.root,
    task: effect.task,
    key: effect.key,
    attrs: { subject: effect.about, verdict: verdict.state, sha, detail: failure?.signature ?? "" },
  });
  const event: EventOf<"ChecksRead"> = {
    type: "ChecksRead",
    task: effect.task,
    about: effect.about,
    n: effect.n,
    sha,
    state: verdict.state,
    ...((verdict.cause === "infra" || verdict.cause === "approval") && { cause: verdict.cause }),
    checks,
    at: world.clock(),
    ...(mergeable !== undefined && { mergeable }),
    ...failure,
  };
  return [event];
}

/** What is reviewed is the pull request's head, whoever pushed it. One that lags behind our own merge is no other head. */
async function movedHead(repo: Repo, tree: Tree, sha: string): Promise<string | undefined> {
  const { pullRequest } = rootOf(tree).facts;
  if (pullRequest === undefined) return undefined;
  const { headSha, state } = await readPullRequest(repo, pullRequest);
  if (state !== "open" || headSha === sha) return undefined;
  return (await isAncestor(repo, headSha, sha)) ? undefined : headSha;
}

/** The run's conclusion is the verdict, and is shown on the commit for people. */
async function verdictOfVerify(
  repo: Repo,
  { sha, runId, isYoung: isLate }: { sha: string; runId: number; isYoung: boolean },
): Promise<Verdict> {
  const run = await readRun(repo, runId);
  if (run === undefined && isLate) throw new Retryable(`GitHub does not show run ${runId} yet`);
  if (run === undefined) return { state: "none", checks: [], failing: [] };
  const verdict = verdictOfRun({ ...run, name: "fractal/verify" });
  const state = { passed: "success", failed: "failure", pending: "pending", none: "error" } as const;
  await ensureStatus(repo, sha, {
    context: "fractal/verify",
    state: state[verdict.state],
    description: `the verify command: ${verdict.state}`,
    targetUrl: run.url,
  });
  return verdict;
}

/** No check at all may mean that the pull request cannot be merged: GitHub then runs nothing for it. */
async function mergeableOf(
  repo: Repo,
  tree: Tree,
  effect: EffectOf<"ReadChecks">,
): Promise<boolean | undefined> {
  const attempt = tree.tasks.get(effect.task)?.attempts.find(({ n }) => n === effect.n);
  const number = effect.about === "root" ? rootOf(tree).facts.pullRequest : attempt?.pullRequest;
  if (number === undefined || effect.about === "check") return undefined;
  return (await readPullRequest(repo, number)).mergeable;
}

/** Starts fractal-verify.yml for one commit; a run that carries the key already is the answer. */
export async function dispatchVerify(
  world: World,
  tree: Tree,
  effect: EffectOf<"DispatchVerify">,
): Promise<TreeEvent[]> {
  const { facts } = rootOf(tree);
  const { sha, command, key, task, about, n } = effect;
  const { runId } = await dispatchWorkflow(await repositoryOf(world, tree), {
    workflow: verifyWorkflow,
    ref: facts.preflight?.defaultBranch ?? "main",
    inputs: { key, sha, command },
    key,
    since: new Date(facts.requestedAt).toISOString(),
  });
  return [{ type: "VerifyDispatched", task, about, n, sha, runId, at: world.clock() }];
}
