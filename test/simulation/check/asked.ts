import type { TraceLine } from "#src/core/trace-line.ts";
import type { Question } from "#src/core/question.ts";
import { rootOf, type Task } from "#src/core/tree.ts";
import { type Decided, decidedIn } from "./decided.ts";
import { touched } from "./finding.ts";
import type { Remains } from "./rows.ts";

/** A question that people were asked aloud: in a comment of its own, not by that of another task. */
export type AskedAloud = Readonly<{
  root: string;
  task: string;
  n: number;
  question: Question;
  /** By the clock of the process, in milliseconds since the epoch. */
  at: number;
  /** The trace's line. */
  seq: number;
  /** How many are asked at once, and the least time between two others, in milliseconds. */
  limits: Readonly<{ free: number; pauseMs: number }>;
  /** The same was answered for this task before. */
  isTold: boolean;
  /** The line since which nobody is asked it any more; with who answered it, "" for none. */
  over?: Readonly<{ seq: number; by: string }>;
}>;

/** All that was asked aloud, in the order of the trace. What a killed process decided and could not write was never asked. */
export function askedIn(remains: Remains): readonly AskedAloud[] {
  const known = all.get(remains.trace);
  if (known !== undefined) return known;
  const asked = new Map<string, AskedAloud>();
  const told: Prints = new Map();
  for (const step of decidedIn(remains)) {
    if (step.line.type === "rows") forget(asked, step);
    for (const task of touched(step)) look({ asked, told }, step, task);
  }
  const found = [...asked.values()];
  all.set(remains.trace, found);
  return found;
}

/** Of each task the questions that were answered for it. */
type Prints = Map<string, Set<string>>;
type Ledger = Readonly<{ asked: Map<string, AskedAloud>; told: Prints }>;

function look({ asked, told }: Ledger, { line, after }: Decided, task: Task): void {
  for (const each of asked.values())
    if (each.task === task.id && each.over === undefined && each.n !== task.question?.n)
      asked.set(keyOf(each), { ...each, over: { seq: line.seq, by: "" } });
  const { question } = task;
  if (question === undefined) return;
  const { n, answer } = question;
  if (answer !== undefined && answer.by !== "")
    told.set(task.id, (told.get(task.id) ?? new Set()).add(question.print));
  const known = asked.get(keyOf({ task: task.id, n }));
  if (known !== undefined) {
    // It may have become one that another asks, or be asked by it no more.
    const over = answer && (known.over ?? { seq: line.seq, by: answer.by });
    asked.set(keyOf(known), { ...known, question, ...(over && { over }) });
  } else if (question.askedAt !== undefined && question.as === undefined) {
    const { questionsFree, questionMinutesMin } = rootOf(after).facts.config.limits;
    asked.set(keyOf({ task: task.id, n }), {
      root: after.root,
      task: task.id,
      n,
      question,
      at: question.askedAt,
      seq: line.seq,
      isTold: told.get(task.id)?.has(question.print) === true,
      limits: { free: questionsFree, pauseMs: questionMinutesMin * 60_000 },
      ...(answer && { over: { seq: line.seq, by: answer.by } }),
    });
  }
}

function forget(asked: Map<string, AskedAloud>, { line, after }: Decided): void {
  for (const each of asked.values()) {
    if (each.root !== line.root || each.over !== undefined) continue;
    const { question } = after.tasks.get(each.task) ?? {};
    const isThere = question !== undefined && question.n >= each.n;
    if (!isThere || (question.n === each.n && question.askedAt === undefined)) asked.delete(keyOf(each));
  }
}

function keyOf({ task, n }: { task: string; n: number }): string {
  return `${task}/question/${n}`;
}

/** Several checks ask. */
const all = new WeakMap<readonly TraceLine[], readonly AskedAloud[]>();
