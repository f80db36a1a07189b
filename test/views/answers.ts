import type { Effect, EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import type { ProposedChild } from "#src/core/plan.ts";
import { Config } from "#src/core/rules.ts";
import type { Tree } from "#src/core/tree.ts";

/** How a story goes: which parts' jobs never end, which attempts are red, what the worker says. */
export type Script = {
  hold?: readonly number[];
  red?: (part: number, n: number) => boolean;
  summary?: string;
  assumptions?: string[];
};

type Moment = Readonly<{ tree: Tree; now: number }>;

const sha = (digit: number) => String(digit).repeat(40);
const usage = { inputTokens: 21_400, outputTokens: 1_830, cachedInputTokens: 0, usd: 0.0123, calls: 4 };

/** What the world says to an effect; nothing when the script leaves it undone. */
export function answer({ tree, now: at }: Moment, effect: Effect, script: Script): TreeEvent[] {
  const task = effect.task;
  const part = tree.tasks.get(task)?.index ?? 0;
  switch (effect.type) {
    case "AcknowledgeRequest":
      return [{ type: "RequestSeen" }];
    case "CheckPermission":
      return [{ type: "PermissionChecked", allowed: true }];
    case "RunPreflight":
      return [preflight];
    case "EnsureEpic":
      return [{ type: "EpicEnsured", sha: effect.sha }];
    case "AskPlanner":
      return [{ type: "PlannerReplied", task, ask: effect.ask, proposal, usage: { ...usage, usd: 0.02 } }];
    case "MirrorIssue": {
      const number = tree.tasks.get(task)?.issue?.number ?? part + 2;
      const issue = { number, id: 1000 + number, nodeId: `I_${number}` };
      return [{ type: "IssueMirrored", task, issue, state: effect.state }];
    }
    case "MergeDefault":
      return [{ type: "DefaultMerged", outcome: "nothing", sha: sha(9) }];
    case "OpenRootPullRequest":
      return [{ type: "RootPullRequestOpened", pullRequest: 20, headSha: sha(9), at }];
    case "ReadChecks":
      return [
        checksRead(effect, { red: effect.about === "attempt" && script.red?.(part, effect.n) === true, at }),
      ];
    default:
      return "attempt" in effect && !script.hold?.includes(part)
        ? ofAttempt(effect, { part, at, script })
        : [];
  }
}

function ofAttempt(
  effect: Extract<Effect, { attempt: number }>,
  { part, at, script }: { part: number; at: number; script: Script },
): TreeEvent[] {
  const { task, attempt } = effect;
  const about = { task, attempt };
  const runId = 500 + part * 10 + attempt;
  switch (effect.type) {
    case "Dispatch":
      return [
        { type: "AttemptDispatched", ...about, runId, baseSha: sha(0) },
        { type: "RunEnded", runId, conclusion: "success" },
      ];
    case "CollectReport":
      return [reported(about, part, script)];
    case "PublishPatch":
      return [
        {
          type: "PatchPublished",
          ...about,
          branch: `fractal/1/${task}-${attempt}`,
          headSha: sha(part * 3 + attempt),
        },
      ];
    case "OpenPullRequest":
      return [{ type: "PullRequestOpened", ...about, pullRequest: 10 + part * 3 + attempt, at }];
    case "ClosePullRequest":
      return [{ type: "PullRequestShut", ...about }];
    case "MergePullRequest":
      return [{ type: "PullRequestMerged", ...about, sha: effect.sha }];
    case "CountPolicies":
      return [{ type: "PoliciesCounted", ...about }];
  }
}

function reported(
  about: { task: string; attempt: number },
  part: number,
  { summary, assumptions }: Script,
): TreeEvent {
  return {
    type: "AttemptReported",
    ...about,
    result: {
      v: 1,
      key: `${about.task}/${about.attempt}`,
      ...about,
      model: "small",
      outcome: "submitted",
      report: {
        status: "done",
        summary: summary ?? "Reads the column `rate` and carries it in cents.\n\nOld sheets read as before.",
        filesChanged: ["src/entries.js"],
        testsRun: [{ command: "npm test", exit: 0 }],
        confidence: 0.9,
        unresolved: [],
        assumptions: assumptions ?? (part === 0 ? ["A negative rate is an error."] : []),
        policiesApplied: [],
      },
      usage,
      patch: { base: sha(0), files: [] },
      startedAt: "2026-01-05T09:00:00.000Z",
      endedAt: "2026-01-05T09:01:00.000Z",
    },
    violations: [],
    usage,
  };
}

function checksRead(effect: EffectOf<"ReadChecks">, { red, at }: { red: boolean; at: number }): TreeEvent {
  const { task, about, n } = effect;
  const failure = {
    digest: `not ok ${n} - a rate of 85 is 8500 cents\n  expected: 8500\n  actual: 85`,
    signature: `rate-${n}`,
  };
  return {
    type: "ChecksRead",
    task,
    about,
    n,
    sha: effect.sha,
    at,
    state: red ? "failed" : "passed",
    checks: [{ name: "test", conclusion: red ? "failure" : "success" }],
    ...(red && failure),
  };
}

const price = { inputPerMTok: 0.5, outputPerMTok: 2 };
const preflight: TreeEvent = {
  type: "PreflightDone",
  problems: [],
  baseSha: sha(0),
  defaultBranch: "main",
  ci: "own",
  config: Config.parse({
    models: { planner: "planner-1", worker: ["small", "small", "strong"] },
    limits: { settleSecondsMin: 0 },
  }),
  prices: { "planner-1": price, small: price, strong: price },
};

const child = (title: string, rest: Partial<ProposedChild>): ProposedChild => ({
  title,
  objective: `${title}, as the spec says.`,
  type: "feature",
  size: "S",
  risk: "low",
  acceptance: "Its tests pass.",
  verify: "npm test",
  files: [],
  dependsOn: [],
  ...rest,
});

const proposal = {
  type: "feature" as const,
  size: "M" as const,
  tags: [],
  risk: "low" as const,
  decision: "split" as const,
  acceptance: "The example in the spec prints as shown.",
  verify: null,
  files: [],
  questions: [],
  children: [
    child("The rate comes from the sheet", { files: ["src/entries.js", "test/entries.test.js"] }),
    child("Minutes become money", { files: ["src/amounts.js"], dependsOn: [0] }),
    child("Describe the command in the README", { files: ["README.md"], type: "docs", size: "XS" }),
  ],
};
