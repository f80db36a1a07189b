import { type Actor, userOf } from "../actor.ts";
import type { User } from "../rows.ts";

/** Who does something, and whether an App did it for itself. */
export type Author = { user: User; viaApp: boolean };

export function authorOf(actor: Actor): Author {
  return { user: userOf(actor), viaApp: actor.kind === "installation" };
}
