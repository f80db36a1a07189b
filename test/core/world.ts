import { attemptKey } from "#src/core/attempt.ts";
import type { Effect, EffectOf } from "#src/core/effect.ts";
import type { EventOf, TreeEvent } from "#src/core/event.ts";
import type { Config } from "#src/core/rules.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { noUsage } from "#src/core/usage.ts";
import { preflightDone } from "./config-of.ts";
import { type Handed, handedBack } from "./handed.ts";
import { modelReply, type Models } from "./models.ts";
import { said, type Verdict } from "./verdicts.ts";
import type { z } from "zod";

/** What the people, models and machines of a story do; whatever is not said goes well. */
export type Script = Models &
  Readonly<{
    config?: z.input<typeof Config>;
    price?: number;
    mayWrite?: (login: string) => boolean;
    preflight?: (round: number) => Partial<EventOf<"PreflightDone">>;
    worker?: (task: Task, attempt: number) => Handed;
    /** Of a leaf's attempt, a composite's own check (`n`-th time), or the root pull request (`n`-th time). */
    ci?: (about: { about: "attempt" | "check" | "root"; task: Task; n: number; verify: boolean }) => Verdict;
    mergeable?: (task: Task, attempt: number) => boolean;
    merge?: (task: Task, attempt: number) => EventOf<"MergeRefused">["why"] | undefined;
    defaultMerge?: (round: number) => "merged" | "nothing" | "conflict";
    /** Makes the `times`-th try of an effect fail. */
    fail?: (effect: Effect, times: number) => "retry" | "terminal" | "human" | undefined;
  }>;

/** Everything outside: GitHub, its runners, the models. Answers an effect with the events it causes; webhooks come beside. */
export class World {
  readonly webhooks: TreeEvent[] = [];
  /** Every effect that was done, in order: `Dispatch fx-… 1`. */
  readonly done: Effect[] = [];
  readonly #script: Script;
  readonly #numbers = new Map<string, number>();
  readonly #tries = new Map<string, number>();
  readonly #rootShas: string[] = [];
  readonly #announced = new Set<string>();
  #epic = 0;
  #next = 100;

  constructor(script: Script) {
    this.#script = script;
  }

  perform(tree: Tree, effect: Effect, now: number): TreeEvent[] {
    const times = (this.#tries.get(effect.key) ?? 0) + 1;
    this.#tries.set(effect.key, times);
    this.done.push(effect);
    const kind = this.#script.fail?.(effect, times);
    if (kind === undefined) return this.#answer(tree, effect, now);
    const { task, key } = effect;
    return [{ type: "EffectFailed", task, key, kind, message: `${effect.type} failed`, at: now }];
  }

  mayWrite(login: string): boolean {
    return this.#script.mayWrite?.(login) ?? true;
  }

  /** What a sweep would find: whatever ended and was perhaps not heard. */
  sweep(tree: Tree): TreeEvent[] {
    const events: TreeEvent[] = [];
    for (const { attempts, check, facts } of tree.tasks.values()) {
      for (const { runId, runConclusion, outcome } of attempts)
        if (runId !== undefined && runConclusion === undefined && outcome === undefined)
          events.push({ type: "RunEnded", runId, conclusion: "success" });
      for (const judgement of [check?.judgement, facts?.judgement, ...attempts.map((each) => each.judgement)])
        if (judgement?.next === "wait" && judgement.sha !== "")
          events.push(
            judgement.verifyRunId === undefined
              ? { type: "ChecksChanged", sha: judgement.sha }
              : { type: "RunEnded", runId: judgement.verifyRunId, conclusion: "success" },
          );
    }
    return events;
  }

  /** The number that this key has, the same each time it is looked up. */
  #number(key: string): number {
    const known = this.#numbers.get(key) ?? (this.#next += 1);
    this.#numbers.set(key, known);
    return known;
  }

  #answer(tree: Tree, effect: Effect, at: number): TreeEvent[] {
    const { facts, id } = rootOf(tree);
    const task = tree.tasks.get(effect.task) as Task;
    const { key } = effect;
    switch (effect.type) {
      case "AcknowledgeRequest":
        return [{ type: "RequestSeen" }];
      case "CheckPermission": {
        const { type: _type, key: _key, task: _task, ...about } = effect;
        return [{ type: "PermissionChecked", ...about, allowed: this.mayWrite(effect.login) }];
      }
      case "RefuseWish":
        return [{ type: "WishRefused", n: effect.n }];
      case "RunPreflight":
        return [preflightDone(this.#script, this.#tries.get(key) ?? 1)];
      case "EnsureEpic":
        return [{ type: "EpicEnsured", sha: effect.sha }];
      case "AskPlanner":
      case "AskRouter":
      case "AskFixer":
      case "DistillPolicy":
        return [modelReply(this.#script, { tree, task, effect })];
      case "Dispatch": {
        if (!effect.isWanted && !this.#numbers.has(key))
          return [
            {
              type: "AttemptReported",
              task: task.id,
              attempt: effect.attempt,
              violations: [],
              usage: noUsage,
            },
          ];
        const runId = this.#number(key);
        const handed = this.#script.worker?.(task, effect.attempt) ?? {};
        if (handed.lost !== true) this.#announce({ type: "RunEnded", runId, conclusion: "success" });
        const about = { task: task.id, attempt: effect.attempt };
        return [{ type: "AttemptDispatched", ...about, runId, baseSha: this.#head(), at }];
      }
      case "CancelRun":
        return [{ type: "RunEnded", runId: effect.runId, conclusion: "cancelled" }];
      case "CollectReport":
        return [handedBack(task, effect.attempt, this.#script.worker?.(task, effect.attempt) ?? {})];
      case "PublishPatch": {
        const name = attemptKey(task.id, effect.attempt);
        return [
          {
            type: "PatchPublished",
            task: task.id,
            attempt: effect.attempt,
            branch: name,
            headSha: `head ${name}`,
          },
        ];
      }
      case "OpenPullRequest": {
        const pullRequest = this.#number(key);
        this.#announce({ type: "ChecksChanged", sha: `head ${attemptKey(task.id, effect.attempt)}` });
        return [{ type: "PullRequestOpened", task: task.id, attempt: effect.attempt, pullRequest, at }];
      }
      case "ReadChecks":
        return [this.#checks(task, effect, at)];
      case "DispatchVerify": {
        const runId = this.#number(key);
        const { about, n, sha } = effect;
        return [{ type: "VerifyDispatched", task: task.id, about, n, sha, runId, at }];
      }
      case "MergePullRequest":
        return [this.#merge(task, effect)];
      case "ClosePullRequest":
        return [{ type: "PullRequestShut", task: task.id, attempt: effect.attempt }];
      case "ReadEpic":
        return [{ type: "EpicRead", task: task.id, n: effect.n, sha: this.#head(), at }];
      case "MergeDefault": {
        const outcome = this.#script.defaultMerge?.(this.#tries.get(key) ?? 1) ?? "merged";
        if (outcome === "merged") this.#epic += 1;
        return [{ type: "DefaultMerged", n: effect.n, outcome, sha: this.#head() }];
      }
      case "OpenRootPullRequest": {
        const sha = this.#head();
        this.#rootShas.push(sha);
        this.#announce({ type: "ChecksChanged", sha });
        return [{ type: "RootPullRequestOpened", pullRequest: this.#number(`${id}/root`), headSha: sha, at }];
      }
      case "MirrorIssue": {
        const number = this.#number(`${task.id}/issue`);
        const issue = task.issue ?? { number, id: number * 10, nodeId: `I_${number}` };
        return [{ type: "IssueMirrored", task: task.id, issue, state: effect.state }];
      }
      case "WriteQuestion": {
        const { n, state } = effect;
        const commentId = this.#number(`${task.id}/question/${n}`);
        return [{ type: "QuestionWritten", task: task.id, n, commentId, state }];
      }
      case "React":
        return [{ type: "Reacted", comment: effect.comment, at: effect.at, content: effect.content }];
      case "NotePolicy":
        return [{ type: "PolicyNoted", task: task.id, n: effect.n, step: effect.step }];
      case "CountPolicies":
        return [{ type: "PoliciesCounted", task: task.id, attempt: effect.attempt }];
      case "CountOverruled":
        return [{ type: "OverruledCounted", task: task.id, policy: effect.policy }];
      case "RetirePolicies":
        return [{ type: "PoliciesRetired" }];
      case "FilePolicy":
        return [{ type: "PolicyFiled", task: task.id, n: effect.n, pullRequest: this.#number(key) }];
      case "WriteSticky":
        return [{ type: "StickyWritten", commentId: facts.issue, state: effect.state, at }];
      default:
        return [{ type: "Commented", task: task.id, key }];
    }
  }

  /** Checks are pending when they are first read, and say their word after that. */
  #checks(task: Task, effect: EffectOf<"ReadChecks">, at: number): TreeEvent {
    const { about, sha, key, runId } = effect;
    const n = about === "root" ? this.#rootShas.indexOf(sha) + 1 : effect.n;
    const verify = runId !== undefined;
    const verdict = this.#script.ci?.({ about, task, n, verify }) ?? "green";
    const pending = this.#tries.get(key) === 1 && (verify || verdict !== "none");
    if (pending && verify) this.#announce({ type: "RunEnded", runId, conclusion: "success" });
    else if (pending) this.#announce({ type: "ChecksChanged", sha });
    const { conclusion, ...words } = { conclusion: undefined, ...(pending ? said.stuck : said[verdict]) };
    const mergeable = this.#script.mergeable?.(task, effect.n);
    return {
      type: "ChecksRead",
      task: task.id,
      about,
      n: effect.n,
      sha,
      ...words,
      checks: conclusion === undefined ? [] : [{ name: "test", conclusion }],
      at,
      ...("digest" in words && { signature: `${task.id}:${n}` }),
      ...(mergeable !== undefined && { mergeable }),
    };
  }

  #merge(task: Task, { attempt, pullRequest }: EffectOf<"MergePullRequest">): TreeEvent {
    const why = this.#script.merge?.(task, attempt);
    if (why !== undefined)
      return { type: "MergeRefused", task: task.id, attempt, why, words: `it is ${why}` };
    this.#epic += 1;
    const sha = this.#head();
    this.#announce({
      type: "PullRequestClosed",
      pullRequest,
      merged: true,
      mergedSha: sha,
      by: "fractal[bot]",
    });
    return { type: "PullRequestMerged", task: task.id, attempt, sha };
  }

  #head(): string {
    return this.#epic === 0 ? "base" : `epic ${this.#epic}`;
  }

  /** Said once: what happened stays what it was when its cause is looked up again. */
  #announce(event: TreeEvent): void {
    const said = JSON.stringify(event);
    if (!this.#announced.has(said)) this.webhooks.push(event);
    this.#announced.add(said);
  }
}
