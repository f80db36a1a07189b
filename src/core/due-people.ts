import { attemptKey } from "./attempt.ts";
import type { Effect } from "./effect.ts";
import { isUrgent, mirrorState, stickyState } from "./mirror-state.ts";
import type { Rules } from "./rules.ts";
import { hash53 } from "./task-id.ts";
import { isClosed } from "./task.ts";
import { childrenOf, rootOf, type RootFacts, type Task, type Tree } from "./tree.ts";

/** What people are shown: the mirrored issues, the comments that ask or answer, the one sticky comment. */
export function dueForPeople(tree: Tree, rules: Rules): Effect[] {
  const effects: Effect[] = [];
  for (const task of tree.tasks.values()) {
    const parent = task.parent === null ? undefined : tree.tasks.get(task.parent);
    if (parent?.issue !== undefined) effects.push(...dueMirror(tree, task));
    if (task.issue !== undefined) effects.push(...dueComments(tree, task));
    effects.push(...dueShut(task));
  }
  return [...effects, ...dueSticky(tree, rules)];
}

/** Parents before children, and what is needed before what needs it, so that an issue is born with all its links. */
function dueMirror(tree: Tree, task: Task): Effect[] {
  const state = mirrorState(tree, task);
  const needed = task.needs.map((need) => tree.tasks.get(need));
  const early = task.issue === undefined && needed.some((need) => need && need.issue === undefined);
  if (early || task.mirrored === state) return [];
  return [{ type: "MirrorIssue", task: task.id, key: `${task.id}/mirror`, state }];
}

/** A pull request whose attempt ended otherwise is nobody's to merge. */
function dueShut(task: Task): Effect[] {
  return task.attempts.flatMap(({ n, pullRequest, outcome, mergedSha, shut }) =>
    pullRequest === undefined || outcome === undefined || mergedSha !== undefined || shut === true
      ? []
      : [
          {
            type: "ClosePullRequest",
            task: task.id,
            key: `${attemptKey(task.id, n)}/close`,
            attempt: n,
            pullRequest,
          },
        ],
  );
}

function dueComments(tree: Tree, task: Task): Effect[] {
  const topics = task.facts === undefined ? [] : rootTopics(task, task.facts);
  if (task.edits > 0 && isAtWork(tree)) topics.push("edited");
  if (task.closedBy?.as === "not_planned" && task.status === "cancelled") topics.push("cancelled");
  if (task.status === "needs_human") topics.push(`needs-you/${causeOf(tree, task)}`);
  return topics
    .map((topic) => ({ type: "Comment" as const, task: task.id, key: `${task.id}/comment/${topic}`, topic }))
    .filter(({ key }) => !task.comments.includes(key));
}

/** Said once for each issue, and only where the text is at work: before, it is the spec itself; after, history. */
function isAtWork(tree: Tree): boolean {
  const { facts, status } = rootOf(tree);
  return facts.allowed === true && !isClosed(status);
}

function rootTopics({ status }: Task, facts: RootFacts): string[] {
  const topics: string[] = [];
  if (isClosed(status)) return topics;
  if (facts.allowed === false) topics.push(`not-allowed/${facts.requestedBy}`);
  const problems = facts.preflight?.problems ?? [];
  if (problems.length > 0)
    topics.push(`preflight/${fingerprint(problems.map(({ what }) => what).join("\n"))}`);
  if (facts.stopped !== undefined) topics.push(`stopped/${facts.closed.join("+")}`);
  for (const { id, state } of facts.reviews) if (state === "silent") topics.push(`silent-review/${id}`);
  return topics;
}

/** The same words after more tries are a new cause. */
function causeOf(tree: Tree, { id, attempts, planning, check, reason }: Task): string {
  const tries = [attempts.length, planning?.ask ?? 0, check?.n ?? 0, childrenOf(tree, id).length];
  return `${tries.join(".")}.${fingerprint(reason ?? "")}`;
}

function fingerprint(text: string): string {
  return hash53(text).toString(36);
}

/** Edited in place, at most so often; at once when that is urgent. */
function dueSticky(tree: Tree, rules: Rules): Effect[] {
  const { facts, id } = rootOf(tree);
  // After a restart the repository is read again first: what that changes is told once it is known.
  if (facts.allowed !== true || facts.preflight?.stale === true) return [];
  const state = stickyState(tree);
  if (facts.sticky?.state === state) return [];
  const early =
    facts.sticky && rules.now < stickyAt(facts.sticky.at, facts) && !isUrgent(state, facts.sticky.state);
  return early ? [] : [{ type: "WriteSticky", task: id, key: `${id}/sticky`, state }];
}

/** The earliest time for an edit that is not urgent, after one at that time. */
export function stickyAt(writtenAt: number, facts: RootFacts): number {
  return writtenAt + facts.config.limits.stickySecondsMin * 1000;
}
