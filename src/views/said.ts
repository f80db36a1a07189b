import type { EventOf } from "#src/core/event.ts";
import { heardCharsMax } from "#src/core/is-heard.ts";
import { isCommand } from "#src/core/is-command.ts";
import { tickedBoxes } from "./ticked-boxes.ts";

/** One version of a comment, as a webhook or a list tells of it. */
export type Said = Readonly<{
  issue: number;
  /** It stands under a pull request. */
  isPull: boolean;
  comment: number;
  body: string;
  /** We wrote it, and somebody may have ticked a box in it. */
  isOurs: boolean;
  /** A program wrote it in a person's name. */
  isByApp: boolean;
  /** Whose comment it is; nobody, where their account is gone. */
  author: string | undefined;
  /** Who wrote this version. */
  by: Readonly<{ login: string; type: string }>;
  /** Of this version, by GitHub's clock. */
  at: number;
  /** Our own login. */
  bot: string;
}>;

/**
 * What a comment says to a tree, the same for webhooks and sweeps: nothing when a bot wrote it, or we did. Under a pull request people talk
 * about code: there only a command is for us.
 */
export function said({
  issue,
  isPull,
  comment,
  body,
  isOurs,
  isByApp,
  author,
  by,
  at,
  bot,
}: Said): (EventOf<"CommentWritten"> | EventOf<"BoxesTicked">)[] {
  if (by.type === "Bot" || by.login === bot) return [];
  const about = { issue, comment, by: by.login, at };
  if (isOurs) {
    const ticked = tickedBoxes(body);
    return ticked.length === 0 ? [] : [{ type: "BoxesTicked", ...about, ticked }];
  }
  // Whoever puts another's words right does not say them: their permission would speak for a stranger.
  if (isByApp || by.login !== author) return [];
  const words = body.slice(0, heardCharsMax).toWellFormed();
  if (!isPull) return [{ type: "CommentWritten", ...about, body: words }];
  return isCommand(body) ? [{ type: "CommentWritten", ...about, body: words, isPull }] : [];
}
