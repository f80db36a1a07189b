import { type Attempt, attemptKey } from "./attempt.ts";
import type { Effect } from "./effect.ts";
import { mirrorState } from "./mirror-state.ts";
import { hash53 } from "./task-id.ts";
import { isClosed } from "./task.ts";
import { childrenOf, type RootFacts, type Task, type Tree } from "./tree.ts";

/**
 * What people are shown of one task: its issue, the comments that ask or answer, and which pull request is nobody's.
 * @param isAtWork whether what was edited is what is worked on; with it there may be more, never less
 */
export function shownOfTask(tree: Tree, task: Task, isAtWork: boolean): Effect[] {
  const parent = task.parent === null ? undefined : tree.tasks.get(task.parent);
  if (task.gone !== undefined) return dueShut(task);
  return [
    ...(parent?.issue === undefined ? [] : dueMirror(tree, task, parent)),
    ...(task.issue === undefined ? [] : dueComments(tree, task, isAtWork)),
    ...dueShut(task),
  ];
}

/** Parents before children, and what is needed before what needs it, so that an issue is born with all its links. */
function dueMirror(tree: Tree, task: Task, parent: Task): Effect[] {
  const state = mirrorState(tree, task);
  const needed = task.needs.map((need) => tree.tasks.get(need));
  const early =
    task.issue === undefined &&
    (parent.gone !== undefined || needed.some((need) => need && need.issue === undefined));
  if (early || task.mirrored === state) return [];
  return [{ type: "MirrorIssue", task: task.id, key: `${task.id}/mirror`, state }];
}

/** A pull request whose attempt ended otherwise is nobody's to merge. */
function dueShut(task: Task): Effect[] {
  return task.attempts.filter(isNobodys).map(({ n, pullRequest }) => ({
    type: "ClosePullRequest",
    task: task.id,
    key: `${attemptKey(task.id, n)}/close`,
    attempt: n,
    ...(pullRequest !== undefined && { pullRequest }),
  }));
}

/** Where it is not known, but what was handed back was good, it may have been opened before a kill. */
function isNobodys({ pullRequest, outcome, mergedSha, shut, report }: Attempt): boolean {
  if (outcome === undefined || mergedSha !== undefined || shut === true) return false;
  const isDropped = outcome.class === "infra" || outcome.class === "conflict";
  return pullRequest !== undefined || (isDropped && report?.status === "done");
}

function dueComments(tree: Tree, task: Task, isAtWork: boolean): Effect[] {
  const topics = task.facts === undefined ? [] : rootTopics(task, task.facts);
  if (task.edits > 0 && isAtWork) topics.push("edited");
  if (task.closedBy?.as === "not_planned" && task.status === "cancelled") topics.push("cancelled");
  if (task.status === "needs_human") topics.push(`needs-you/${causeOf(tree, task)}`);
  return topics
    .map((topic) => ({ type: "Comment" as const, task: task.id, key: `${task.id}/comment/${topic}`, topic }))
    .filter(({ key }) => !task.comments.includes(key));
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
