import { preflightKey } from "./due-work.ts";
import type { Effect } from "./effect.ts";
import { isParked } from "./parked.ts";
import type { Rules } from "./rules.ts";
import { shownOfTask } from "./shown-of-task.ts";
import { isUrgent, stickyState } from "./sticky-state.ts";
import { surveyOf } from "./survey.ts";
import { isClosed } from "./task.ts";
import { rootOf, type RootFacts, type Task, type Tree } from "./tree.ts";

/** What people are shown: the mirrored issues, the comments that ask or answer, the one sticky comment. */
export function dueForPeople(tree: Tree, rules: Rules): Effect[] {
  const effects: Effect[] = [];
  const atWork = isAtWork(tree);
  for (const { task, shown } of surveyOf(tree).signed("shown"))
    effects.push(...(shown ?? shownOfTask(tree, task, atWork)));
  effects.push(...dueSticky(tree, rules));
  return effects;
}

/** Those of one task; the root's are those of the whole tree as well. */
export function dueForPeopleOf(tree: Tree, task: Task, rules: Rules): Effect[] {
  const ofTree = task.id === tree.root ? dueSticky(tree, rules) : [];
  return [...shownOfTask(tree, task, isAtWork(tree)), ...ofTree];
}

/** What an edit means is said once for each issue, and only where the text is at work: before, it is the spec itself; after, history. */
function isAtWork(tree: Tree): boolean {
  const { facts, status } = rootOf(tree);
  return facts.allowed === true && !isClosed(status);
}

/** Edited in place, at most so often; at once when that is urgent. */
function dueSticky(tree: Tree, rules: Rules): Effect[] {
  const root = rootOf(tree);
  const { facts, id, gone } = root;
  if (facts.allowed !== true || gone !== undefined) return [];
  // Of a tree that is set aside nothing more will be known.
  if (isReadAnew(root) && !isParked(tree)) return [];
  const state = stickyState(tree);
  if (facts.sticky?.state === state) return [];
  const early =
    facts.sticky && rules.now < stickyAt(facts.sticky.at, facts) && !isUrgent(state, facts.sticky.state);
  return early ? [] : [{ type: "WriteSticky", task: id, key: `${id}/sticky`, state }];
}

/** After a restart the repository is read again first: what that changes is told once it is known. That it cannot be read is told, too. */
function isReadAnew({ id, facts, status, trouble }: Task & { facts: RootFacts }): boolean {
  // What is over, or waits for a person, is not read anew.
  if (isClosed(status) || facts.stopped !== undefined) return false;
  return facts.preflight?.stale === true && trouble.every(({ key }) => key !== preflightKey(id));
}

/** The earliest time for an edit that is not urgent, after one at that time. */
export function stickyAt(writtenAt: number, facts: RootFacts): number {
  return writtenAt + facts.config.limits.stickySecondsMin * 1000;
}
