import type { ProposedChild, Proposal } from "#src/core/plan.ts";
import { hash53 } from "#src/core/task-id.ts";
import { type Size, sizeBelow, sizeRank } from "#src/core/task.ts";
import type { Task } from "#src/core/tree.ts";
import { blocked } from "./handed.ts";
import { clarify, execute, part, split } from "./plans.ts";
import type { Verdict } from "./verdicts.ts";
import type { Script } from "./world.ts";

/** Chances in percent. */
export type Odds = Readonly<{
  red: number;
  infra: number;
  conflict: number;
  nonsense: number;
  broken: number;
  /** That a worker, or the planner, must ask something first. */
  asks?: number;
}>;

/**
 * A script drawn from a seed. What happens to a task follows from the seed and its title alone, never from the order
 * in which things happen, so that two stories of one script can be compared.
 */
export function randomScript(seed: number, odds: Odds, config: Script["config"] = {}): Script {
  const chance = (about: string, percent: number) => hash53(`${seed}/${about}`) % 100 < percent;
  const pick = (about: string, count: number) => hash53(`${seed}/${about}#`) % count;
  const isAsked = (about: string, { guidance = [] }: Task) =>
    guidance.length === 0 && chance(about, odds.asks ?? 0);
  const verdict = (about: string): Verdict => (chance(about, odds.red) ? "red" : "green");
  return {
    config,
    planner: (task, ask) => {
      if (chance(`${task.title}/nonsense/${ask}`, odds.nonsense)) return { problem: "no JSON" };
      if (isAsked(`${task.title}/clarify`, task)) return clarify(`What about ${task.title}?`);
      return drawPlan(task, (about, count) => pick(`${task.title}/${about}`, count));
    },
    worker: (task, n) => {
      // Some ask the same.
      if (isAsked(`${task.title}/ask`, task)) return blocked(`Which of ${pick(`${task.title}/ask`, 3)}?`);
      if (chance(`${task.title}/lost/${n}`, odds.infra / 2)) return { lost: true };
      return chance(`${task.title}/missing/${n}`, odds.infra) ? { missing: true } : {};
    },
    router: (task, n) =>
      chance(`${task.title}/router/${n}`, 70)
        ? { choose: "fixer", reason: "It can be mended.", question: null }
        : { choose: "person", reason: "Only you can say.", question: null },
    fixer: (task, n, ask) => {
      if (chance(`${task.title}/nonsense/${n}.${ask}`, odds.nonsense)) return { problem: "no JSON" };
      const decision =
        (["guide", "guide", "split", "person"] as const)[pick(`${task.title}/fixer/${n}`, 4)] ?? "guide";
      return { decision, guidance: "Look again.", reason: "It is hard." };
    },
    ci: ({ about, task, n }) => verdict(`${task.title}/${about}/${n}`),
    merge: (task, n) => (chance(`${task.title}/merge/${n}`, odds.conflict) ? "conflict" : undefined),
    fail: ({ type, task }, times) =>
      times < 3 && chance(`${type}/${task}/${times}`, odds.broken) ? "retry" : undefined,
  };
}

function drawPlan(task: Task, pick: (about: string, count: number) => number): Proposal {
  const isRoot = task.parent === null;
  const size: Size = isRoot ? "XL" : task.size;
  if (!isRoot && sizeRank(size) <= sizeRank("S")) return execute({ size, files: task.files });
  const verify = pick("verify", 3) === 0 ? "make check" : null;
  const count = 2 + pick("count", 3);
  const children = Array.from({ length: count }, (_, index) => drawPart(task, { size, index, pick }));
  return split(size, children, { files: task.files, verify });
}

function drawPart(
  task: Task,
  { size, index, pick }: { size: Size; index: number; pick: (about: string, count: number) => number },
): ProposedChild {
  const below = sizeBelow(size);
  const dependsOn = Array.from({ length: index }, (_, at) => at).filter(
    (at) => pick(`${index}<${at}`, 3) === 0,
  );
  return part(`${task.parent === null ? "t" : task.title}.${index}`, {
    size: pick(`size ${index}`, 2) === 0 ? below : sizeBelow(below),
    files: [`${task.files[0] ?? ""}${index}/`],
    dependsOn,
  });
}
