import { hash53 } from "./task-id.ts";
import type { QuestionKind } from "./question.ts";

/**
 * The same for what is asked in the same words and with the same answers to choose from: only case, spaces and how a sentence ends say nothing.
 * Whatever else differs may be the whole difference: a sign, a number, the issue it names.
 * @param asked of each question its words, and then those of its answers in any order; of several in any order
 */
export function printOf(kind: QuestionKind, ...asked: readonly (readonly string[])[]): string {
  const plain = asked.map(([words = "", ...answers]) =>
    [plainOf(words), ...answers.map(plainOf).toSorted()].join("\n"),
  );
  return `${kind}-${hash53(plain.toSorted().join("\n\n")).toString(36)}`;
}

function plainOf(words: string): string {
  return words
    .toLowerCase()
    .normalize("NFC")
    .replaceAll(/\s+/g, " ")
    .replace(/^ /, "")
    .replace(/[ .?!:;…]+$/, "");
}
