import type { Issue } from "#src/local/hub/rows.ts";
import type { Faults, Random } from "../parts.ts";
import type { Pending } from "./pending.ts";
import { type Person, personOf } from "./person.ts";
import { place } from "./place.ts";
import { commands, idleWords, phrases, robotOf, say, strangerOf } from "./saying.ts";
import type { WorldHub } from "./world-hub.ts";

const hour = 3_600_000;

/** Talk that nobody asked for: any command on any issue or pull request of any tree, at any moment; by kinds of the fault plan. */
const kinds = {
  "talk-commands": { whoOf: writerOf, words: commands },
  "talk-replies": { whoOf: writerOf, words: phrases },
  "talk-of-strangers": { whoOf: strangerOf, words: [...commands, ...idleWords] },
  "talk-of-bots": { whoOf: robotOf, words: commands },
} as const;

function writerOf(hub: WorldHub, random: Random): Person {
  return personOf(hub, random.pick(["ada", "bob"]));
}

export function letPeopleTalk(
  hub: WorldHub,
  random: Random,
  { faults, pending }: { faults: Faults; pending: Pending },
): void {
  for (const [kind, { whoOf, words }] of Object.entries(kinds)) {
    const mood = random.fork(kind);
    let at = 0;
    for (let left = (faults.plan[kind] ?? 0) > 0 ? mood.between(1, 5) : 0; left > 0; left -= 1) {
      at += mood.chance(0.2) ? mood.between(1, 3000) : mood.between(1000, hour);
      const mine = mood.fork(`${left}`);
      pending.later(at, async () => {
        const issue = issueOf(hub, mine);
        if (faults.isOver || issue === undefined || !faults.strikes(kind)) return;
        await say(whoOf(hub, mine), issue.number, mine.pick(words));
      });
    }
  }
}

/** Somebody who only sorted issues may write from some moment on. */
export function letStrangerIn(
  hub: WorldHub,
  random: Random,
  { faults, pending }: { faults: Faults; pending: Pending },
): void {
  if (!faults.strikes("stranger-let-in")) return;
  pending.later(random.between(1000, 4 * hour), () => {
    const repo = hub.context.repoNamed(place.owner, place.name);
    if (repo !== undefined) hub.seed.collaborator(repo, "eve", "write");
  });
}

/** A tree's first issue as often as any other. */
function issueOf({ state }: WorldHub, random: Random): Issue | undefined {
  const all = state.issues.filter(({ deleted }) => !deleted);
  const first = all.filter(({ viaApp, pullId }) => !viaApp && pullId === null);
  const from = random.chance(0.35) ? first : all;
  return from.length === 0 ? undefined : random.pick(from);
}
