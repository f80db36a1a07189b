import { join } from "node:path";
import { LineFile } from "#src/line-file.ts";
import { Inbox, type InboxLimits } from "./inbox.ts";
import { notWritten } from "./inbox-error.ts";

/**
 * The inbox of a directory, which is made when it is missing.
 * @throws InboxError naming the file and the line that is not one of ours; the file stays as it is
 */
export function openInbox(dir: string, limits: Partial<InboxLimits> = {}): Inbox {
  return new Inbox(new LineFile(join(dir, "inbox.jsonl"), notWritten), limits);
}
