import type { Config } from "#src/core/rules.ts";
import type { Uses } from "#src/core/policy-use.ts";
import { type Act, perform, seen } from "./act.ts";
import type { Pending } from "./pending.ts";
import type { Deliveries } from "./scripted-delivery.ts";
import type { WorldHub } from "./world-hub.ts";

/** What a recorded run has beside its seed. */
export type Scene = Readonly<{
  /** In place of the drawn one. */
  budgetUsd?: number;
  leavesAtOnce?: number;
  planIs?: Config["plan"];
  /** Files of the first commit, beside those of every repository. */
  files?: Readonly<Record<string, string>>;
  /** How earlier trees used the rules of the repository, by their names. */
  uses?: Readonly<Record<string, Uses>>;
  /** In the order in which they are played, where several show at once. */
  acts?: readonly Act[];
  deliveries?: Deliveries;
}>;

const soon = 1000;

/** Each act once, as soon as it can be. */
export function playScene(hub: WorldHub, { acts = [] }: Scene, pending: Pending): void {
  const left = new Set(acts);
  if (left.size === 0) return;
  hub.onEvent(() => {
    for (const act of left) {
      if (seen(hub, act) === undefined) continue;
      left.delete(act);
      pending.later(soon, async () => {
        const at = seen(hub, act);
        if (at === undefined || !(await perform(hub, act, at)))
          throw new Error(`nobody lets them do it: ${JSON.stringify(act)}`);
      });
    }
  });
}
