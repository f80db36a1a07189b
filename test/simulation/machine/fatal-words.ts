import { TaskStoreError } from "#src/effects/beads/task-store-error.ts";
import { InboxError } from "#src/ingress/inbox-error.ts";

/** What is wrong with an end that the process made of itself; undefined for one that a supervisor starts anew after. */
export function fatalWords(error: unknown, { isCalm }: { isCalm: boolean }): string | undefined {
  if (!isCalm && isExpected(error)) return undefined;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function isExpected(error: unknown): boolean {
  return error instanceof TaskStoreError ? error.next !== "caller" : error instanceof InboxError;
}
