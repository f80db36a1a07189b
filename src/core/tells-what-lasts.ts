import type { Question, QuestionKind } from "./question.ts";

const general: readonly QuestionKind[] = ["clarify", "missing"];

/**
 * Does it ask about the work, so that the answer stays true? Then it holds for whoever asks the same later on; what is said about one task's fate,
 * or about an outage, is said of that moment alone.
 */
export function tellsWhatLasts({ kind }: Pick<Question, "kind">): boolean {
  return general.includes(kind);
}
