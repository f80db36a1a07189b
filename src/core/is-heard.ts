import type { EventOf } from "./event.ts";
import type { Heard } from "./heard.ts";

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

function isSame({ ticked, body }: Heard, event: EventOf<"CommentWritten"> | EventOf<"BoxesTicked">): boolean {
  return event.type === "BoxesTicked"
    ? ticked?.toSorted().join(" ") === event.ticked.toSorted().join(" ")
    : ticked === undefined && body === event.body.slice(0, heardCharsMax);
}
