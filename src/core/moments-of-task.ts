import { isOpen } from "./attempt.ts";
import { askAgainAt } from "./judgement.ts";
import type { RootFacts, Task } from "./tree.ts";
import { lostAt } from "./work-of-task.ts";

/** The moments (milliseconds since the epoch), past ones too, at which the clock alone makes something of a task due. */
export function momentsOfTask(
  task: Task,
  { config, stopped }: Pick<RootFacts, "config" | "stopped">,
): number[] {
  const again = task.trouble.map(({ retryAt }) => retryAt);
  const work = stopped === undefined ? momentsOfWork(task, config) : [];
  return [...again, ...work].filter((moment) => moment !== undefined);
}

function momentsOfWork(task: Task, { limits }: RootFacts["config"]): (number | undefined)[] {
  const open = task.attempts.filter(isOpen);
  const judgements = [task.facts, task.check, ...open].flatMap((each) => each?.judgement ?? []);
  return [
    ...judgements.map((judgement) => askAgainAt(judgement, limits)),
    ...open.map((attempt) => (attempt.runConclusion === undefined ? lostAt(attempt, limits) : undefined)),
  ];
}
