import type { Effect } from "#src/core/effect.ts";
import type { EventOf, TreeEvent } from "#src/core/event.ts";
import type { AttemptResult } from "#src/core/report.ts";
import { Config } from "#src/core/rules.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import type { Arrival } from "#src/ingress/inbox.ts";

const repository = "ada/timesheet";
const usage = { inputTokens: 1000, outputTokens: 100, cachedInputTokens: 0, usd: 0.01, calls: 1 };
const price = { inputPerMTok: 0.1, outputPerMTok: 0.4 };

export function rootOfIssue(issue: number): string {
  return rootTaskId(repository, issue);
}

/** A person labels an issue. */
export function labelled(issue: number, delivery = `label-${issue}`): Arrival {
  const event: EventOf<"RootRequested"> = {
    type: "RootRequested",
    owner: "ada",
    repo: "timesheet",
    issue: { number: issue, id: 1000 + issue, nodeId: `I_${issue}` },
    title: `Invoices, part ${issue}`,
    body: "At the end of each month I add up the sheet by hand.",
    by: "ada",
    at: 1,
  };
  return { id: delivery, root: rootOfIssue(issue), event };
}

/** What a webhook says of the repository. */
export function said(event: TreeEvent, delivery: string): Arrival {
  return { id: delivery, repository, event };
}

/** A small outside world: what every effect does there is remembered by its key, so that done twice is done once. */
export class World {
  /** Runs by the key that they were dispatched with. */
  readonly runs = new Map<string, number>();
  readonly #issues = new Map<string, number>();
  readonly #clock: () => number;
  readonly #children: number;

  constructor(clock: () => number, children = 1) {
    this.#clock = clock;
    this.#children = children;
  }

  answer(tree: Tree, effect: Effect): TreeEvent[] {
    const at = this.#clock();
    const { task } = effect;
    switch (effect.type) {
      case "AcknowledgeRequest":
        return [{ type: "RequestSeen" }];
      case "CheckPermission":
        return [{ type: "PermissionChecked", allowed: true }];
      case "RunPreflight":
        return [preflight()];
      case "EnsureEpic":
        return [{ type: "EpicEnsured", sha: effect.sha }];
      case "AskPlanner":
        return [{ type: "PlannerReplied", task, ask: effect.ask, proposal: proposal(this.#children), usage }];
      case "Dispatch": {
        const runId = this.runs.get(effect.key) ?? 500 + this.runs.size;
        this.runs.set(effect.key, runId);
        return [
          { type: "AttemptDispatched", task, attempt: effect.attempt, runId, baseSha: sha("a") },
          { type: "RunEnded", runId, conclusion: "success" },
        ];
      }
      case "CollectReport":
        return [
          {
            type: "AttemptReported",
            task,
            attempt: effect.attempt,
            result: result(effect),
            violations: [],
            usage,
          },
        ];
      case "PublishPatch":
        return [
          { type: "PatchPublished", task, attempt: effect.attempt, branch: `b/${task}`, headSha: sha("b") },
        ];
      case "OpenPullRequest":
        return [
          {
            type: "PullRequestOpened",
            task,
            attempt: effect.attempt,
            pullRequest: 70 + this.#numberOf(task),
            at,
          },
        ];
      case "ReadChecks":
        return [
          {
            type: "ChecksRead",
            task,
            about: effect.about,
            n: effect.n,
            sha: effect.sha,
            state: "passed",
            checks: [{ name: "test", conclusion: "success" }],
            at,
          },
        ];
      case "MergePullRequest":
        return [{ type: "PullRequestMerged", task, attempt: effect.attempt, sha: sha("c") }];
      case "MergeDefault":
        return [{ type: "DefaultMerged", outcome: "nothing", sha: sha("c") }];
      case "OpenRootPullRequest":
        return [
          {
            type: "RootPullRequestOpened",
            pullRequest: 60 + rootOf(tree).facts.issue,
            headSha: sha("c"),
            at,
          },
        ];
      case "MirrorIssue": {
        const number = 100 + this.#numberOf(task);
        const issue = { number, id: 1000 + number, nodeId: `I_${number}` };
        return [{ type: "IssueMirrored", task, issue, state: effect.state }];
      }
      case "WriteSticky":
        return [{ type: "StickyWritten", commentId: 9000, state: effect.state, at }];
      case "Comment":
        return [{ type: "Commented", task, key: effect.key }];
      default:
        throw new Error(`this world knows no ${effect.type}`);
    }
  }

  #numberOf(task: string): number {
    const number = this.#issues.get(task) ?? this.#issues.size;
    this.#issues.set(task, number);
    return number;
  }
}

export function sha(digit: string): string {
  return digit.repeat(40);
}

export function preflight(): EventOf<"PreflightDone"> {
  const config = Config.parse({
    models: { planner: "small", worker: ["small"], router: "small", fixer: "small" },
    limits: { settleSecondsMin: 0, stickySecondsMin: 0 },
  });
  const found = { baseSha: sha("a"), defaultBranch: "main", ci: "own" as const };
  return { type: "PreflightDone", problems: [], ...found, config, prices: { small: price } };
}

function proposal(children: number): EventOf<"PlannerReplied">["proposal"] {
  const one = { type: "feature" as const, risk: "low" as const, acceptance: "It works.", verify: "npm test" };
  const whole = { ...one, tags: [], questions: [] };
  if (children === 1)
    return { ...whole, size: "S", decision: "execute", files: ["src/part-0.js"], children: [] };
  const parts = Array.from({ length: children }, (_, n) => ({
    ...one,
    title: `Part number ${n + 1}`,
    objective: "Do this part.",
    size: "S" as const,
    files: [`src/part-${n}.js`],
    dependsOn: [],
  }));
  return { ...whole, size: "M", verify: null, decision: "split", files: [], children: parts };
}

function result({ task, attempt }: { task: string; attempt: number }): AttemptResult {
  const file = { path: "src/part-0.js", status: "added" as const, bytes: 10, addedLines: 1, removedLines: 0 };
  return {
    v: 1,
    key: `${task}/${attempt}`,
    task,
    attempt,
    model: "small",
    outcome: "submitted",
    report: {
      status: "done",
      summary: "Done.",
      filesChanged: [file.path],
      testsRun: [],
      confidence: 0.9,
      unresolved: [],
      assumptions: [],
      policiesApplied: [],
    },
    usage,
    patch: { base: sha("a"), files: [{ ...file, sha256: "0".repeat(64) }] },
    startedAt: "2026-01-05T09:00:00Z",
    endedAt: "2026-01-05T09:01:00Z",
  };
}
