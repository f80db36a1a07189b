import { isOpen, startKey } from "./attempt.ts";
import type { Effect } from "./effect.ts";
import { seeksHelp } from "./escalation.ts";
import { leftItsPlan } from "./lost-call.ts";
import { stickyRow } from "./mirror-state.ts";
import { moneyOfTask } from "./money-of-task.ts";
import { momentsOfTask } from "./moments-of-task.ts";
import { namesOfTask } from "./names-of-task.ts";
import { awaitsGithub, looksAgain, type Need, needsOfTask, passesByItself } from "./needs-of-task.ts";
import { isAsking, isUnasked } from "./question-state.ts";
import { isAdrift, isPaused, isReleased, isStartable, isToReplan, isWhole } from "./readiness.ts";
import { isSame } from "./same.ts";
import { shownOfTask } from "./shown-of-task.ts";
import { hash53 } from "./task-id.ts";
import { rootOf, type Task, type Tree } from "./tree.ts";
import { workOfTask } from "./work-of-task.ts";

/** The sets that a task may be in: what it is asked for when the tree is decided on, or what is due is read off it. */
export const kinds = [
  /** Has an answer that may become a rule, and may ask for that. */
  "telling",
  /** Has an attempt on its way. */
  "open",
  /** A composite that may be closed, or something whose checks may decide. */
  "ripe",
  /** To be done, below a parent that counts it as done. */
  "adrift",
  /** Queued, and may begin. */
  "released",
  /** To be planned once more. */
  "replan",
  /** On its way to help. */
  "stuck",
  /** Holds back money for a planner that it does not wait for. */
  "leftPlan",
  /** Ready, and may be tried. */
  "startable",
  "troubled",
  /** Has work due, or will have by the clock alone. */
  "work",
  /** Has something due that people are shown. */
  "shown",
  /** Hangs on a moment. */
  "clocked",
  /** Has a question that nobody answered. */
  "asking",
  /** Waits for a person, and none was asked. */
  "unasked",
  /** Needs a person. */
  "needy",
  /** Has work that no person must make possible first. */
  "moving",
  /** Waits for GitHub, or for the end of a back-off. */
  "awaiting",
  /** Startable, and nothing but money is in the way. */
  "idle",
] as const;
export type Kind = (typeof kinds)[number];
export const kindAt = Object.fromEntries(kinds.map((kind, at) => [kind, at])) as Readonly<
  Record<Kind, number>
>;

/** What one task adds to what is known of its tree. */
export type Sign = Readonly<{
  task: Task;
  /** One bit for each of `kinds`. */
  kinds: number;
  /** What is due of it, where neither the clock nor the state of the tree has a say in that. */
  work: readonly Effect[] | undefined;
  shown: readonly Effect[] | undefined;
  /** Summed over all tasks, see `sumsOf`. */
  sums: readonly number[];
  names: readonly string[];
}>;

/** Micro-dollars spent and held back, tokens in and out, and two halves each of the digests of its row and its needs. */
export const noSums: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0];

export function signOf(tree: Tree, task: Task): Sign {
  const { facts } = rootOf(tree);
  const { attempts, status, trouble } = task;
  const isTroubled = trouble.length > 0;
  const startTrouble = trouble.find(({ key }) => key === startKey(task.id));
  const startable = isStartable(tree, task);
  const work = workOfTask(task, { facts, rules: { now: Infinity } });
  const shown = shownOfTask(tree, task, true);
  const isStuck = (key: string) => trouble.some((each) => each.key === key && each.retryAt === undefined);
  const needs = needsOfTask(tree, task);
  return {
    task,
    kinds: bitsOf([
      task.policy?.step === "wanted" && !isPaused(tree, task),
      attempts.some(isOpen),
      isWhole(tree, task) || (status === "validating" && (task.check !== undefined || task.parent === null)),
      isAdrift(tree, task),
      isReleased(tree, task),
      isToReplan(tree, task),
      seeksHelp(task),
      leftItsPlan(task),
      startable,
      isTroubled,
      work.length > 0,
      shown.length > 0,
      momentsOfTask(task, { config: facts.config, stopped: undefined }).length > 0,
      isAsking(task),
      isUnasked(tree, task),
      needs.length > 0,
      work.some((effect) => !isStuck(effect.key) && !looksAgain(task, effect) && !isFavour(effect)),
      awaitsGithub(task) || (startable && startTrouble?.retryAt !== undefined),
      startable && startTrouble === undefined,
    ]),
    work: steady(work, () => workOfTask(task, { facts, rules: { now: -Infinity } })),
    shown: steady(shown, () => shownOfTask(tree, task, false)),
    sums: sumsOf(task, needs),
    names: namesOfTask(task),
  };
}

/** It moves nothing: a tree at rest that is read again does not wake up for it. */
function isFavour({ type }: Effect): boolean {
  return type === "RetirePolicies";
}

function bitsOf(flags: readonly boolean[]): number {
  let bits = 0;
  for (let at = 0; at < flags.length; at += 1) if (flags[at] === true) bits |= 1 << at;
  return bits;
}

/** All that may be due, when it is also the least. */
function steady(most: readonly Effect[], least: () => readonly Effect[]): readonly Effect[] | undefined {
  return most.length === 0 || isSame(most, least()) ? most : undefined;
}

function sumsOf(task: Task, needs: readonly Need[]): number[] {
  const { spentUsd, reservedUsd, inputTokens, outputTokens } = moneyOfTask(task);
  const money = [Math.round(spentUsd * 1e6), Math.round(reservedUsd * 1e6), inputTokens, outputTokens];
  // What is down for everybody is said once, whoever waits for it.
  const own = needs.flatMap(({ what, remedy, comment }) =>
    remedy === passesByItself ? [] : [comment === undefined ? what : `${what}#${comment}`],
  );
  const digest = own.length === 0 ? [0, 0] : halves(`${task.id}!${own.join("!")}`);
  return [...money, ...halves(stickyRow(task)), ...digest];
}

/** Of many, these can be added up in any order, and one be taken off again: the sum tells one set of texts from another. */
function halves(text: string): [number, number] {
  const hash = hash53(text);
  return [Math.floor(hash / 2 ** 32), hash >>> 0];
}
