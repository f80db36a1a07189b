import type { Inbox } from "#src/ingress/inbox.ts";
import type { LineMedium } from "../store/memory-lines.ts";

/** Events of a webhook that the App answered and that would not outlive a loss of power: GitHub does not come again. */
export function notKept(
  inbox: Pick<Inbox, "pending">,
  { lines, synced }: LineMedium,
  delivery: string,
): string[] {
  const waiting = inbox.pending().filter(({ id }) => id === delivery || id.startsWith(`${delivery}.`));
  const kept = lines.slice(0, synced);
  return waiting
    .map(({ id }) => id)
    .filter((id) => !kept.some((line) => line.includes(`"id":${JSON.stringify(id)}`)));
}
