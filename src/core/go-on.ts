import { revive } from "./close.ts";
import type { Draft } from "./draft.ts";
import { unread } from "./judgement.ts";
import { askedAnew } from "./lost-call.ts";
import { firstStep } from "./readiness.ts";
import { onceMore } from "./resume.ts";
import { freshLadder } from "./retry.ts";
import { reopen } from "./rollup.ts";
import { isClosed } from "./task.ts";
import type { Task } from "./tree.ts";

/** Does it stand still until a person says something? */
export function isStranded({ status }: Task): boolean {
  return status === "needs_human" || status === "failed";
}

/**
 * From where a task waits for a person to where it goes on by itself, with the whole ladder before it: planned if its plan was what failed,
 * else tried. One that was closed is to be done after all.
 */
export function goOn(draft: Draft, task: Task, reason: string): void {
  const { waived: _waived, ...rest } = freshLadder({ ...task, trouble: [], questions: [] });
  if (isClosed(task.status) || task.closedBy !== undefined)
    return revive(draft, { ...rest, mirrored: undefined }, reason);
  if (draft.children(task.id).length > 0) return reopen(draft, rest);
  draft.put({ ...rest, ...nextStep(draft, task), reason });
}

function nextStep(draft: Draft, task: Task): Partial<Task> {
  const { planning, attempts } = task;
  const isPlanned = planning !== undefined && (attempts.length === 0 || planning.mustSplit);
  const asked = planning && { planning: askedAnew(planning) };
  if (task.parent === null) return { status: "queued", ...asked };
  if (isPlanned) return { status: "blocked", ...asked };
  if (attempts.length > 0) return { status: "ready" };
  // What could be neither planned nor tried without a person is tried once they said so.
  const { depthMax } = draft.root.facts.config.limits;
  return { status: firstStep(draft.tree, task, depthMax) === "ask" ? "ready" : "queued" };
}

/** A person did it and mended it since: its check is run once more. */
function checkAgain(draft: Draft, task: Task): void {
  const check = { n: (task.check?.n ?? 0) + 1, judgement: unread(draft.rules.now) };
  draft.put({ ...task, status: "validating", check });
}

/** All in this part of the tree that waits for a person or was given up goes on. Was there any? */
export function takeUp(draft: Draft, task: Task, reason: string): boolean {
  const isGivenUp = task.trouble.some(({ retryAt }) => retryAt === undefined);
  if (isStranded(task) && task.closedBy?.as === "completed") checkAgain(draft, task);
  else if (isStranded(task)) goOn(draft, task, reason);
  else if (isGivenUp) draft.put({ ...task, trouble: [] });
  if (task.parent === null) onceMore(draft);
  const below = draft.children(task.id).filter((child) => takeUp(draft, child, reason));
  return below.length > 0 || isGivenUp || isStranded(task);
}
