import { isOpen } from "./attempt.ts";
import { stickyAt } from "./due-people.ts";
import { lostAt } from "./due-work.ts";
import { askAgainAt } from "./judgement.ts";
import { stickyState } from "./mirror-state.ts";
import type { Rules } from "./rules.ts";
import { rootOf, type RootFacts, type Task, type Tree } from "./tree.ts";

/** The next moment (milliseconds since the epoch) at which the clock alone makes something due; undefined: never. */
export function wakeAt(tree: Tree, rules: Rules): number | undefined {
  if (tree.tasks.size === 0) return undefined;
  const { facts } = rootOf(tree);
  const moments: (number | undefined)[] = [];
  if (facts.sticky && facts.sticky.state !== stickyState(tree))
    moments.push(stickyAt(facts.sticky.at, facts));
  for (const task of tree.tasks.values()) {
    moments.push(...task.trouble.map(({ retryAt }) => retryAt));
    if (facts.stopped === undefined) moments.push(...momentsOfWork(task, facts));
  }
  const future = moments.filter((moment) => moment !== undefined).filter((moment) => moment > rules.now);
  return future.length > 0 ? Math.min(...future) : undefined;
}

function momentsOfWork(task: Task, { config: { limits } }: RootFacts): (number | undefined)[] {
  const open = task.attempts.filter(isOpen);
  const judgements = [task.facts, task.check, ...open].flatMap((each) => each?.judgement ?? []);
  return [
    ...judgements.map((judgement) => askAgainAt(judgement, limits)),
    ...open.map((attempt) => (attempt.runConclusion === undefined ? lostAt(attempt, limits) : undefined)),
  ];
}
