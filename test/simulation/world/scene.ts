import type { Pending } from "./pending.ts";
import { personOf } from "./person.ts";
import { place } from "./place.ts";
import type { Deliveries } from "./scripted-delivery.ts";
import type { WorldHub } from "./world-hub.ts";

/**
 * What a recorded run has beside its seed. People do it when something shows, never at a moment: a kill more or less
 * does not change what they do.
 */
export type Scene = Readonly<{
  /** In place of the drawn one. */
  budgetUsd?: number;
  leavesAtOnce?: number;
  /** A part that somebody closes as not planned, by its path, once the issue of another one is there. */
  cancels?: Readonly<{ part: string; once: string }>;
  deliveries?: Deliveries;
  /** Somebody asks for changes when the root's pull request is ready. */
  asksForChanges?: true;
}>;

const soon = 1000;

export function playScene(hub: WorldHub, { cancels, asksForChanges }: Scene, pending: Pending): void {
  const bob = personOf(hub, "bob");
  const played = new Set<string>();
  const once = (name: string, act: () => Promise<unknown>) => {
    if (played.has(name)) return;
    played.add(name);
    pending.later(soon, async () => void (await act()));
  };
  hub.onEvent(() => {
    if (cancels !== undefined && issueOf(hub, cancels.once) !== undefined) {
      const number = issueOf(hub, cancels.part);
      const closed = { state: "closed", state_reason: "not_planned" };
      if (number !== undefined) once("cancels", () => bob.ask("PATCH", `/issues/${number}`, closed));
    }
    const root = hub.state.pulls.find(({ headRef, draft }) => headRef.endsWith("/epic") && !draft);
    if (asksForChanges && root !== undefined) {
      const review = { event: "REQUEST_CHANGES", body: "Please say more in the docs." };
      once("asks", () => bob.ask("POST", `/pulls/${root.number}/reviews`, review));
    }
  });
}

function issueOf({ state, context }: WorldHub, path: string): number | undefined {
  const repo = context.repoNamed(place.owner, place.name);
  return state.issues.find(({ title, repoId }) => repoId === repo?.id && title.endsWith(` ${path}`))?.number;
}
