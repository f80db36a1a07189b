import { NextStepError } from "#src/errors.ts";
import { TaskStoreError } from "#src/effects/beads/task-store-error.ts";
import { InboxError } from "#src/ingress/inbox-error.ts";
import { isFullDisk } from "#src/line-file.ts";

/** What went wrong and what to type next; a stack only for a bug of ours. */
export function explain(error: unknown): string {
  // Closing may fail for the same reason as what it closes: the first word is the true one.
  if (error instanceof SuppressedError) return explain(error.suppressed);
  if (error instanceof NextStepError)
    return error.hint === undefined ? error.message : `${error.message}\n  → ${error.hint}`;
  if (error instanceof TaskStoreError || error instanceof InboxError) return error.message;
  if (comesOfFullDisk(error)) return `the disk is full (${error.message})\n  → make room and start again`;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `this is a bug of Fractal\n${stack}`;
}

function comesOfFullDisk(error: unknown): error is Error {
  return isFullDisk(error) || (error instanceof Error && comesOfFullDisk(error.cause));
}
