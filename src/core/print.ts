import { hash53 } from "./task-id.ts";
import type { QuestionKind } from "./question.ts";

/**
 * The same for questions that ask the same in other letters: case, punctuation, spaces and numbers of things in the repository (issues, runs,
 * commits) say nothing of it.
 */
export function printOf(kind: QuestionKind, words: string): string {
  const plain = words
    .toLowerCase()
    .normalize("NFKC")
    .replaceAll(/#\d+|\b[0-9a-f]{7,40}\b|\bfx-[a-z0-9]{8}\b/g, " ")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return `${kind}-${hash53(plain).toString(36)}`;
}
