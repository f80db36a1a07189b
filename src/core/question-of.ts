import type { Question } from "./question.ts";
import type { Task } from "./tree.ts";

/** The question of that number: the present one, or an earlier one whose comment asks on. */
export function questionOf({ question, earlier = [] }: Task, n: number): Question | undefined {
  return [question, ...earlier].find((each) => each?.n === n);
}
