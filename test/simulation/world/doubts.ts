import { printOf } from "#src/core/print.ts";
import type { QuestionKind } from "#src/core/question.ts";
import type { FaultPlan, Faults } from "../parts.ts";
import type { Fate } from "./fate.ts";

/** What a model does not know and only a person can say; there are few, so that many tasks ask the same. */
export type Doubt = Readonly<{ words: string; options: readonly string[]; best: string | null }>;

const doubts: readonly Doubt[] = [
  { words: "Are tokens opaque?", options: ["Yes, nobody reads them", "No, they are read"], best: null },
  { words: "Which of the two colours?", options: ["green", "blue", "both", "neither"], best: "green" },
  { words: "May the old format go?", options: ["Keep it", "Drop it"], best: "Keep it" },
  { words: "Is it `a < b` or `b < a` that comes first?", options: ["a", "b"], best: "b" },
];

type Doubting = Readonly<{
  /** The task's title and whatever else makes it another try. */
  name: string;
  /** How many answers it was told so far. */
  told: number;
  fate: Fate;
  plan: FaultPlan;
  happened: Pick<Faults, "note">;
}>;

/** What is asked of people by this kind, if anything: seldom once it was answered, and never for ever. */
export function doubtOf(
  kind: "model-asks" | "worker-asks",
  { name, told, fate, plan, happened }: Doubting,
): Doubt | undefined {
  const rate = (plan[kind] ?? 0) * 0.4 ** told;
  if (told > 4 || !fate.chance(`${kind}/${name}/${told}`, rate)) return undefined;
  happened.note(kind);
  return doubtAt(fate.draw(`${kind}/${name}/${told}/which`));
}

/** The first of them half of the time, so that it is asked again and again. @param draw 0 ≤ x < 1 */
export function doubtAt(draw: number): Doubt | undefined {
  return doubts[Math.floor(draw ** 2 * doubts.length)];
}

/** By which a rule knows the question. */
export function printOfDoubt(kind: QuestionKind, { words, options }: Doubt): string {
  return printOf(kind, [words, ...options]);
}
