import type { Effect } from "./effect.ts";
import { mirrorState, stickyState } from "./mirror-state.ts";
import { needsYou, stateOf } from "./needs-you.ts";
import type { Rules } from "./rules.ts";
import { rootOf, type Task, type Tree } from "./tree.ts";

/** What people are shown: the mirrored issues, the comments that ask or answer, the one sticky comment. */
export function dueForPeople(tree: Tree, rules: Rules): Effect[] {
  const effects: Effect[] = [];
  for (const task of tree.tasks.values()) {
    if (task.parent !== null) effects.push(...dueMirror(tree, task));
    if (task.issue !== undefined) effects.push(...dueComments(tree, task));
  }
  return [...effects, ...dueSticky(tree, rules)];
}

/** Parents before children, so that every issue is born under its parent. */
function dueMirror(tree: Tree, task: Task): Effect[] {
  const parent = task.parent === null ? undefined : tree.tasks.get(task.parent);
  const state = mirrorState(tree, task);
  if (parent?.issue === undefined || task.mirrored === state) return [];
  return [{ type: "MirrorIssue", task: task.id, key: `${task.id}/mirror`, state }];
}

function dueComments(tree: Tree, task: Task): Effect[] {
  const topics: string[] = [];
  const { facts } = task;
  if (facts?.allowed === false) topics.push("not-allowed");
  if (facts?.preflight && facts.preflight.problems.length > 0) topics.push("preflight");
  if (facts?.stopped !== undefined) topics.push(`stopped/${facts.pullRequest ?? 0}`);
  if (task.edits > 0) topics.push(`edited/${task.edits}`);
  if (task.closedBy?.as === "not_planned" && task.status === "cancelled") topics.push("cancelled");
  if (task.status === "needs_human")
    topics.push(`needs-you/${task.attempts.length}.${task.planning?.ask ?? 0}.${task.check?.n ?? 0}`);
  return topics
    .map((topic) => ({ type: "Comment" as const, task: task.id, key: `${task.id}/comment/${topic}`, topic }))
    .filter(({ key }) => !task.comments.includes(key));
}

/** Edited in place, at most so often; at once when a person is needed or the tree has come to rest. */
function dueSticky(tree: Tree, rules: Rules): Effect[] {
  const { facts, id } = rootOf(tree);
  if (facts.allowed !== true) return [];
  const state = stickyState(tree);
  if (facts.sticky?.state === state) return [];
  const early = rules.now < stickyAt(tree);
  const rest = stateOf(tree) !== "working" || needsYou(tree).length > 0;
  return early && !rest ? [] : [{ type: "WriteSticky", task: id, key: `${id}/sticky`, state }];
}

export function stickyAt(tree: Tree): number {
  const { facts } = rootOf(tree);
  return (facts.sticky?.at ?? 0) + facts.config.limits.stickySecondsMin * 1000;
}
