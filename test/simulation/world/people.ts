import type { Faults, Random } from "../parts.ts";
import { deeds } from "./deeds.ts";
import type { Pending } from "./pending.ts";
import { type Person, personOf } from "./person.ts";
import type { WorldHub } from "./world-hub.ts";

export type PeopleParts = Readonly<{
  hub: WorldHub;
  faults: Faults;
  random: Random;
  /** Somebody changes a row with `bd`; false when there was none to change. */
  editBeads: (random: Random) => boolean;
  pending: Pending;
}>;

const hour = 3_600_000;

/**
 * People who meddle, at moments of their own, with whatever is there then. Each deed that comes to pass is counted as
 * a fault of its kind; they rest when the faults are over.
 */
export function letPeopleMeddle({ hub, faults, random, editBeads, pending }: PeopleParts): void {
  const kinds = Object.keys(deeds).filter((kind) => (faults.plan[kind] ?? 0) > 0);
  if (kinds.length === 0 || random.chance(0.3)) return;
  const bob = personOf(hub, "bob");
  let at = 0;
  for (let left = random.between(1, 6); left > 0; left -= 1) {
    at += random.between(1000, hour);
    const kind = random.pick(kinds);
    const mood = random.fork(`deed ${left}`);
    pending.later(at, () => meddle(kind, { hub, faults, by: bob, random: mood, editBeads, pending }));
  }
}

async function meddle(kind: string, { faults, ...at }: PeopleParts & { by: Person }): Promise<void> {
  if (faults.isOver || !faults.strikes(kind)) return;
  await deeds[kind]?.(at);
}

/**
 * Ada reviews: some of the root's pull requests, and every leaf's where leaves are for people. A while after one was opened,
 * or after its checks last said something, she merges it if they are green.
 */
export function letAdaReview(
  hub: WorldHub,
  random: Random,
  { leaves, pending }: { leaves: boolean; pending: Pending },
): void {
  const ada = personOf(hub, "ada");
  const fate = new Map<number, boolean>();
  const isMeant = (headRef: string, number: number): boolean => {
    if (!headRef.endsWith("/epic")) return leaves;
    const known = fate.get(number) ?? random.chance(0.6);
    fate.set(number, known);
    return known;
  };
  hub.onEvent(({ name, action, payload }) => {
    if (name !== "check_suite" || action !== "completed") return;
    const { head_sha: sha } = (payload as { check_suite: { head_sha: string } }).check_suite;
    for (const { number, headRef } of hub.state.pulls.filter(({ headSha }) => headSha === sha))
      if (isMeant(headRef, number))
        pending.later(random.between(1000, hour / 3), () => mergeWhenGreen(hub, ada, number));
  });
}

async function mergeWhenGreen(hub: WorldHub, by: Person, number: number): Promise<void> {
  const pull = hub.state.pulls.find((each) => each.number === number);
  if (pull === undefined || hub.state.issues.must(pull.issueId).state !== "open") return;
  const suites = hub.state.checkSuites.filter(({ headSha }) => headSha === pull.headSha);
  if (suites.length > 0 && suites.every(({ conclusion }) => conclusion === "success"))
    await by.ask("PUT", `/pulls/${number}/merge`, {});
}
