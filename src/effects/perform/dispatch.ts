import { attemptKey, type Attempt } from "#src/core/attempt.ts";
import { Briefing, briefingBytesMax, ToolName } from "#src/core/briefing.ts";
import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { fitBriefing } from "#src/core/fit-briefing.ts";
import { toldTo } from "#src/core/guidance.ts";
import { scopeOf } from "#src/core/scope.ts";
import { rootOf, type RootFacts, type Task, type Tree } from "#src/core/tree.ts";
import { noUsage } from "#src/core/usage.ts";
import { z } from "zod";
import { dispatchWorkflow, findDispatched } from "#src/effects/github/dispatch.ts";
import { NeedsHuman } from "#src/errors.ts";
import { attemptOf } from "./attempt-of.ts";
import { finishedSiblings } from "./finished-siblings.ts";
import { surroundings, type Surroundings } from "./surroundings.ts";
import { repositoryOf, type World } from "./world.ts";

export const workerWorkflow = "fractal-worker.yml";

/** Starts the leaf's Actions job on the epic's head as it is now; a run that carries the key already is the answer. */
export async function dispatch(world: World, tree: Tree, effect: EffectOf<"Dispatch">): Promise<TreeEvent[]> {
  const { facts } = rootOf(tree);
  const found = attemptOf(tree, effect);
  if (found === undefined) return [];
  const { task, attempt } = found;
  if (!effect.isWanted) return lookUp(world, tree, { task, attempt });
  const around = await surroundings(world, tree, {
    words: `${task.title}\n${task.objective}\n${task.files.join("\n")}`,
    bytesMax: 24_000,
    first: task.files,
  });
  const fitted = fitBriefing(briefingOf(world, tree, { task, attempt, around }), briefingBytesMax);
  if (!fitted.ok) throw new NeedsHuman(fitted.words);
  refuseUnreadable(task, fitted.briefing);
  const key = attemptKey(task.id, attempt.n);
  const { runId } = await dispatchWorkflow(await repositoryOf(world, tree), {
    workflow: workerWorkflow,
    ref: facts.preflight?.defaultBranch ?? "main",
    inputs: {
      task: task.id,
      attempt: String(attempt.n),
      base_sha: around.sha,
      briefing: fitted.json,
      key,
    },
    key,
    since: new Date(attempt.startedAt).toISOString(),
  });
  const about = { task: task.id, attempt: attempt.n };
  return [{ type: "AttemptDispatched", ...about, runId, baseSha: around.sha, at: world.clock() }];
}

/**
 * The job refuses what is no briefing, after it was paid for.
 * @throws NeedsHuman naming the field
 */
function refuseUnreadable({ id, title }: Task, briefing: Briefing): void {
  const { success, error } = Briefing.safeParse(briefing);
  if (!success)
    throw new NeedsHuman(`“${title}” cannot be told to a worker: ${z.prettifyError(error)}`, {
      hint: `change it with: bd update ${id}, or leave it out`,
    });
}

/** The task was closed before its run was known: one that was started is found and then cancelled, else nothing was spent. */
async function lookUp(
  world: World,
  tree: Tree,
  { task, attempt }: { task: Task; attempt: Attempt },
): Promise<TreeEvent[]> {
  const about = { task: task.id, attempt: attempt.n };
  const since = new Date(attempt.startedAt).toISOString();
  const key = attemptKey(task.id, attempt.n);
  const found = await findDispatched(await repositoryOf(world, tree), {
    workflow: workerWorkflow,
    key,
    since,
  });
  if (found !== undefined)
    return [
      {
        type: "AttemptDispatched",
        ...about,
        runId: found.id,
        baseSha: found.headSha,
        at: world.clock(),
      },
    ];
  return [
    { type: "AttemptReported", ...about, violations: [], problem: "it was never started", usage: noUsage },
  ];
}

function briefingOf(
  world: World,
  tree: Tree,
  { task, attempt, around }: { task: Task; attempt: Attempt; around: Surroundings },
): Briefing {
  const { facts } = rootOf(tree);
  const { models, limits } = facts.config;
  const { limits: patch, ...scope } = scopeOf(task, limits);
  return {
    v: 1,
    key: attemptKey(task.id, attempt.n),
    root: tree.root,
    task: {
      id: task.id,
      title: task.title.slice(0, 300),
      objective: task.objective.slice(0, 8000),
      size: task.size,
      type: task.type,
    },
    attempt: { n: attempt.n, max: Math.max(models.worker.length, attempt.n), model: attempt.model },
    acceptance: task.acceptance.slice(0, 2000),
    verify: task.verify,
    commands: facts.config.verify === undefined ? [] : [facts.config.verify],
    scope: { ...strings(scope), ...patch },
    context: {
      spec: facts.spec,
      files: around.excerpts.slice(0, 60),
      siblings: finishedSiblings(tree, task).map((sibling) => ({ ...sibling, files: [...sibling.files] })),
    },
    policies: rulesTold(facts, attempt),
    ...toldTo(tree, task),
    lastFailure: lastFailureOf(task),
    limits: limitsOf(facts, attempt),
    tools: [...ToolName.options],
    provider: {
      baseUrl: world.workerBaseUrl,
      price: facts.prices[attempt.model] ?? { inputPerMTok: 0, outputPerMTok: 0 },
    },
  };
}

/** Those that were chosen when the attempt was decided on; what was taken back since is not told. */
function rulesTold({ policies = [] }: RootFacts, { policies: told = [] }: Attempt): Briefing["policies"] {
  return told.flatMap((id) => {
    const policy = policies.find((each) => each.id === id);
    return policy === undefined ? [] : [{ id, text: policy.rule }];
  });
}

function strings(scope: {
  owned: readonly string[];
  protected: readonly string[];
  allowances: readonly string[];
}) {
  return { owned: [...scope.owned], protected: [...scope.protected], allowances: [...scope.allowances] };
}

/** What the attempt may use up; the money is what the tree holds back for it. */
function limitsOf({ config: { limits } }: RootFacts, attempt: Attempt): Briefing["limits"] {
  return {
    steps: limits.stepsMax,
    inputTokens: limits.attemptInputTokensMax,
    outputTokens: limits.attemptOutputTokensMax,
    replyTokens: Math.min(8000, limits.attemptOutputTokensMax),
    usd: Math.max(attempt.reservedUsd, 0.000001),
    wallMs: limits.attemptMinutesMax * 60_000,
    testMs: limits.testSecondsMax * 1000,
    testOutputBytes: 20_000,
  };
}

/** A fresh context with a short digest of what went wrong: never the transcript. */
function lastFailureOf(task: Task): Briefing["lastFailure"] {
  const failed = task.attempts.findLast(
    ({ outcome }) => outcome !== undefined && !["infra", "unknown"].includes(outcome.class),
  );
  if (failed?.outcome === undefined) return null;
  const files = (failed.patch ?? []).map(
    ({ path, addedLines, removedLines }) => `${path} +${addedLines} -${removedLines}`,
  );
  return {
    class: failed.outcome.class,
    digest: failed.outcome.digest ?? failed.outcome.reason,
    patchSummary: [failed.report?.summary ?? "", ...files].join("\n").slice(0, 4000),
  };
}
