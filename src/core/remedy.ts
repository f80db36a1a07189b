import type { Attempt, Outcome } from "./attempt.ts";
import type { QuestionKind } from "./question.ts";
import type { FailureClass } from "./task.ts";

/** An attempt that is over, with how it ended. */
export type Failed = Attempt & { readonly outcome: Outcome };

/** All that the choice of a remedy hangs on. */
export type History = Readonly<{
  /** The attempts of the task's present ladder that did not end green, oldest first; the last one has just failed. */
  failed: readonly [Failed, ...Failed[]];
  /** The models, one for each rung. */
  ladder: readonly string[];
  infraRetriesMax: number;
  /** It may be done in parts, should it fail as one piece. */
  splits: boolean;
}>;

/** What comes after an attempt that failed. */
export type Remedy =
  /** The same rung, later each time; `count`: so many in a row. */
  | Readonly<{ do: "back off"; count: number }>
  /** The same rung, on the epic as it is now. */
  | Readonly<{ do: "redo" }>
  /** The same rung: what came back is thrown away and asked for once more. */
  | Readonly<{ do: "resample" }>
  | Readonly<{ do: "climb"; rung: number }>
  | Readonly<{ do: "split" }>
  /** The ladder has no rung left that may do better: the router is asked. */
  | Readonly<{ do: "escalate" }>
  | Readonly<{ do: "ask"; kind: QuestionKind; words: string }>;

/** The failure chooses the remedy (design §7), one row for each class. */
export function remedyOf(history: History): Remedy {
  return rows[lastOf(history).outcome.class](history);
}

const rows: Readonly<Record<FailureClass, (history: History) => Remedy>> = {
  infra: (history) => unlessTooOften(history, { do: "back off", count: inARow(history, free) }),
  /** Nobody can say what went wrong: it is taken for infra once. */
  unknown: (history) =>
    inARow(history, ["unknown"]) > 1
      ? { do: "ask", kind: "other", words: `${reasonOf(history)} (twice in a row, and nobody can say why)` }
      : unlessTooOften(history, { do: "back off", count: inARow(history, free) }),
  conflict: (history) => unlessTooOften(history, { do: "redo" }),
  /** Two in a row are one failed attempt. */
  format: (history) => (isDiscarded(history) ? { do: "resample" } : next(history)),
  check: next,
  no_progress: (history) => (history.splits ? { do: "split" } : climb(history, otherModel(history))),
  /** It used up what was held back for it. The next rung starts once its own reserve fits; until then the tree asks for money. */
  budget: next,
  spec: (history) => ({
    do: "ask",
    kind: lastOf(history).report?.status === "done" ? "other" : "missing",
    words: reasonOf(history),
  }),
  unsafe: (history) => ({ do: "ask", kind: "unsafe", words: reasonOf(history) }),
};

/** Where the attempt after this one stands; past the end of the ladder when no rung is left. */
export function rungAfter(history: Omit<History, "splits">): number {
  const { class: failure } = lastOf(history).outcome;
  if (free.includes(failure) || (failure === "format" && isDiscarded(history))) return lastOf(history).rung;
  return failure === "no_progress" || isStuck(history) ? otherModel(history) : lastOf(history).rung + 1;
}

/** Classes that are not the attempt's own fault: the same rung is climbed again. */
const free: readonly FailureClass[] = ["infra", "conflict", "unknown"];

/** One rung up; past the rungs of the same model where it goes round in circles. */
function next(history: History): Remedy {
  return history.splits ? { do: "split" } : climb(history, rungAfter(history));
}

function climb({ ladder }: History, rung: number): Remedy {
  return rung < ladder.length ? { do: "climb", rung } : { do: "escalate" };
}

function otherModel({ ladder, ...history }: Pick<History, "failed" | "ladder">): number {
  const { rung: from, model: last } = lastOf(history);
  const other = ladder.findIndex((model, rung) => rung > from && model !== last);
  return other === -1 ? ladder.length : other;
}

/** The same failure twice in a row, or a patch that failed before: A, B, A goes on for ever. */
function isStuck(history: Pick<History, "failed">): boolean {
  const last = lastOf(history);
  const before = ownFaults(history).slice(0, -1);
  const { signature } = last.outcome;
  const print = patchPrint(last);
  return (
    (signature !== undefined && signature === before.at(-1)?.outcome.signature) ||
    (print !== undefined && before.some((attempt) => patchPrint(attempt) === print))
  );
}

/** The same for attempts that change the same files to the same content; an empty patch has none. */
function patchPrint({ patch = [] }: Attempt): string | undefined {
  if (patch.length === 0) return undefined;
  return patch
    .map(({ path, sha256 }) => `${path} ${sha256}`)
    .toSorted()
    .join("\n");
}

function ownFaults({ failed }: Pick<History, "failed">): Failed[] {
  return failed.filter(({ outcome }) => !free.includes(outcome.class));
}

/** The first, third, … in a row that cannot be read. */
function isDiscarded(history: Pick<History, "failed">): boolean {
  const odd = ownFaults(history).findLastIndex(({ outcome }) => outcome.class !== "format");
  return (ownFaults(history).length - 1 - odd) % 2 === 1;
}

function unlessTooOften(history: History, remedy: Remedy): Remedy {
  const count = inARow(history, free);
  if (count <= history.infraRetriesMax) return remedy;
  return { do: "ask", kind: "other", words: `${reasonOf(history)} (${count} times in a row)` };
}

function inARow({ failed }: History, classes: readonly FailureClass[]): number {
  return failed.length - 1 - failed.findLastIndex(({ outcome }) => !classes.includes(outcome.class));
}

function lastOf({ failed }: Pick<History, "failed">): Failed {
  return failed.at(-1) as Failed;
}

function reasonOf(history: History): string {
  return lastOf(history).outcome.reason;
}
