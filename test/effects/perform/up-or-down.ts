import type { Question } from "#src/core/question.ts";

/** An open question with two ways to go. */
export const upOrDown: Question = {
  n: 1,
  kind: "stuck",
  title: "Up or down?",
  summary: "It can be read in two ways.",
  options: [
    { id: "a", words: "Up", move: { do: "guide", text: "Up" } },
    { id: "b", words: "Down", move: { do: "guide", text: "Down" } },
  ],
  print: "stuck-1",
  askedAt: 0,
};
