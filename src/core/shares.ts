import { ceilingUsd } from "./budget.ts";
import type { Draft } from "./draft.ts";
import { expectedMinutes } from "./schedule.ts";
import { surveyOf } from "./survey.ts";
import { isClosed } from "./task.ts";
import type { Task } from "./tree.ts";

/** What a parent keeps for parts that turn out dearer than their size let expect. */
const kept = 0.2;

/**
 * Divides what a task has left among the parts it was split into, by the minutes that their sizes let expect: money is divided, never made.
 * A share is what the others may not take; who needs more takes what nobody was promised.
 */
export function shareOut(draft: Draft, id: string): void {
  const task = draft.task(id);
  if (task === undefined) return;
  const parts = draft.children(id).filter(({ status }) => !isClosed(status));
  const minutes = parts.map(({ size }) => expectedMinutes(size));
  const sum = minutes.reduce((all, each) => all + each, 0);
  const left = leftOf(draft, task);
  if (left <= 0 || sum === 0) return;
  parts.forEach((part, at) => {
    const shareUsd = Math.floor(((left * (1 - kept) * (minutes[at] as number)) / sum) * 1e6) / 1e6;
    draft.put({ ...part, shareUsd });
  });
}

function leftOf(draft: Draft, { id, parent, shareUsd = 0 }: Task): number {
  const whole = parent === null ? ceilingUsd(draft.tree) : shareUsd;
  return whole - surveyOf(draft.tree).promises.takenUsd(id);
}
