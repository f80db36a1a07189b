import type { Question, QuestionKind } from "./question.ts";

/** Kinds that no words of one's own settle: they are about what happens to others. */
const onlyOptions: readonly QuestionKind[] = ["dropped", "budget", "plan", "emptied"];

/** May it be answered in words of one's own? Else a box, or its letter. */
export function takesWords({ kind }: Pick<Question, "kind">): boolean {
  return !onlyOptions.includes(kind);
}
