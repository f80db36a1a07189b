import type { EventOf } from "./event.ts";
import type { Heard } from "./heard.ts";
import { hash53 } from "./task-id.ts";

/** How much of what a person wrote is kept, in characters. */
export const heardCharsMax = 8000;

/**
 * Is this version of the comment known, or a later one? GitHub's times are whole seconds, and two boxes are ticked in less: at the same
 * time only the same content is the same version.
 */
export function isHeard(
  heard: readonly Heard[],
  event: EventOf<"CommentWritten"> | EventOf<"BoxesTicked">,
): boolean {
  return heard.some(
    (known) =>
      known.comment === event.comment && (known.at === event.at ? isSame(known, event) : known.at > event.at),
  );
}

function isSame(
  { ticked, body, hash }: Heard,
  event: EventOf<"CommentWritten"> | EventOf<"BoxesTicked">,
): boolean {
  if (event.type === "BoxesTicked") return ticked?.toSorted().join(" ") === event.ticked.toSorted().join(" ");
  const words = event.body.slice(0, heardCharsMax);
  return ticked === undefined && (hash === undefined ? body === words : hash === hashOf(words));
}

/** Kept once it was acted on: enough to know a command by, and to know it again. */
export function remembered(body: string): Pick<Heard, "body" | "hash"> {
  return body.length <= rememberedChars
    ? { body }
    : { body: body.slice(0, rememberedChars), hash: hashOf(body) };
}

const rememberedChars = 200;

function hashOf(words: string): string {
  return hash53(words).toString(36);
}
