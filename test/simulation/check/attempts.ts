import type { Attempt } from "#src/core/attempt.ts";
import { rootOf, type Task } from "#src/core/tree.ts";
import { isBehind } from "./behind.ts";
import { type Step, touched } from "./finding.ts";

/** I2: a task has one attempt under way at most, and one run or pull request belongs to one attempt. */
export function oneAttempt(step: Step): string[] {
  return touched(step).flatMap((task) => {
    const open = task.attempts.filter(isUnderWay);
    const numbers = task.attempts.map(({ n }) => n);
    return [
      ...(open.length > 1 ? [`${task.id} has ${open.length} attempts under way`] : []),
      ...(new Set(numbers).size < numbers.length ? [`${task.id} counts an attempt twice: ${numbers}`] : []),
      ...shared(task, "runId"),
      ...shared(task, "pullRequest"),
    ];
  });
}

function shared(task: Task, receipt: "runId" | "pullRequest"): string[] {
  const known = task.attempts.flatMap((attempt) => attempt[receipt] ?? []);
  return new Set(known).size < known.length
    ? [`two attempts of ${task.id} have one ${receipt}: ${known}`]
    : [];
}

/** I4: a leaf is tried only when all that it needs is done. */
export function needsFirst(step: Step): string[] {
  const { before, after } = step;
  if (before === undefined) return [];
  return touched(step).flatMap((task) => {
    const known = before.tasks.get(task.id)?.attempts.length ?? 0;
    if (task.attempts.length <= known) return [];
    const missing = task.needs.filter((need) => !isBehind(after.tasks.get(need)));
    return missing.map((need) => `${task.id} is tried before ${need}, which it needs`);
  });
}

/** I7: the ladder has an end, and what was not the attempt's fault climbs no rung, unless an answer let it begin anew. */
export function ladder(step: Step): string[] {
  const { models } = rootOf(step.after).facts.config;
  return touched(step).flatMap(({ id, attempts, ladder: anew }) =>
    attempts.flatMap((attempt, index) => {
      const last = attempts[index - 1];
      const isBefore = last !== undefined && anew !== undefined && last.n <= anew.after;
      const isFree = !isBefore && (last?.outcome?.class === "infra" || last?.outcome?.class === "conflict");
      return [
        ...(attempt.rung >= models.worker.length
          ? [`${id} stands on rung ${attempt.rung}, past the last`]
          : []),
        ...(isFree && last?.rung !== attempt.rung
          ? [`${id} climbed a rung for ${last?.outcome?.class}: attempt ${attempt.n}`]
          : []),
      ];
    }),
  );
}

/** I10: no more leaves at once than the limit says. */
export function slots({ before, after }: Step): string[] {
  const { limits } = rootOf(after).facts.config;
  const count = (tree: Step["after"]) =>
    [...tree.tasks.values()].filter(({ attempts }) => attempts.some(isUnderWay)).length;
  const now = count(after);
  if (now <= limits.parallelLeavesMax || (before !== undefined && count(before) >= now)) return [];
  return [`${now} leaves are under way, at most ${limits.parallelLeavesMax} may be`];
}

function isUnderWay({ outcome, mergedSha }: Attempt): boolean {
  return outcome === undefined && mergedSha === undefined;
}
