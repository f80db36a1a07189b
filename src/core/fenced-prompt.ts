import { type Fence, fenceFor, fenceToMeasure } from "./fence.ts";

export type PromptMessage = Readonly<{ role: "system" | "user"; content: string }>;

/** Who the model is and what holds, and what it is told about the matter, section by section. */
export type PromptText = Readonly<{ system: string; sections: readonly string[] }>;

/** A prompt with a fence whose token occurs nowhere else in it: not in what it wraps, and not in names of files or rules beside that. */
export function fencedPrompt(text: (fence: Fence) => PromptText): PromptMessage[] {
  const { system, sections } = text(fenceToMeasure);
  return messagesOf(text(fenceFor([system, ...sections])));
}

/** A section of its own; none where there is nothing to tell. */
export function section(head: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [[head, ...parts].join("\n")];
}

function messagesOf({ system, sections }: PromptText): PromptMessage[] {
  return [
    { role: "system", content: system },
    { role: "user", content: sections.join("\n\n") },
  ];
}
