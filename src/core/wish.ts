import { z } from "zod";
import { TaskWords } from "./task-words.ts";

/** Something that a person did, of which it is asked whether it is for them to decide. */
export const Wish = z.object({
  n: z.int().positive(),
  task: z.string(),
  by: z.string(),
  as: z.enum(["completed", "not_planned", "unmerged", "reopened", "said", "edited"]),
  /** That was closed, unmerged, or reopened, in place of the task's issue. */
  pullRequest: z.int().optional(),
  /** Of `said`: the comment. */
  comment: z.int().optional(),
  /** Of `edited`: what the issue says now. */
  words: TaskWords.optional(),
});
export type Wish = z.infer<typeof Wish>;

/** A number is given once: what GitHub said of an earlier wish, and is heard again after a kill, judges no later one. */
export function nextWish({
  wishes,
  wished = 0,
}: Readonly<{ wishes: readonly Wish[]; wished?: number | undefined }>): number {
  return Math.max(wished, wishes.at(-1)?.n ?? 0) + 1;
}
