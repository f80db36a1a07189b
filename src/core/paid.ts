import type { TreeEvent } from "./event.ts";

/** What was paid for and cannot be looked up again: it is on the disk before anything is made of it. */
export function isPaid(event: TreeEvent): boolean {
  switch (event.type) {
    case "PlannerReplied":
    case "RouterReplied":
    case "FixerReplied":
    case "PolicyDistilled":
      return true;
    default:
      return event.type === "EffectFailed" && event.usage !== undefined;
  }
}
