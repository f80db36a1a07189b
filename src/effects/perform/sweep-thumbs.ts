import type { EventOf } from "#src/core/event.ts";
import type { Tree } from "#src/core/tree.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { readPermission } from "#src/effects/github/permission.ts";
import { Remembered } from "#src/effects/github/remembered.ts";
import { readThumbs } from "#src/effects/github/thumbs.ts";
import { optionKey } from "#src/views/question.ts";
import type { World } from "./world.ts";

/** A box that a 👍 on its comment ticks as well. */
export type Thumbed = Readonly<{ issue: number; comment: number; key: string }>;

/** Open questions with an option that is recommended: a 👍 picks it. */
export function thumbedQuestions(tree: Tree): Thumbed[] {
  return [...tree.tasks.values()].flatMap(({ id, issue, question }) => {
    const option = question?.options.find((each) => each.id === question.recommended);
    if (issue === undefined || option === undefined || question?.answer !== undefined) return [];
    const comment = question?.comment?.id;
    if (question === undefined || comment === undefined) return [];
    return [{ issue: issue.number, comment, key: optionKey(id, question.n, option.id) }];
  });
}

/** So many people are asked about for each comment in one sweep: hundreds may react, and the next ones are asked about by the next sweep. */
const askedMax = 5;

/** Who has no say is asked about again after this long: they may have been let in. */
const againMs = 3_600_000;

/** When somebody had no say, by their login. */
const strangersAt = new Remembered<number>(1000);

/** The 👍 of people who may write, as the tick that it stands for. Others' say nothing: to react is no answer that deserves a reply. */
export async function sweepThumbs(
  world: World,
  repo: Repo,
  boxes: readonly Thumbed[],
): Promise<EventOf<"BoxesTicked">[]> {
  const events: EventOf<"BoxesTicked">[] = [];
  for (const { issue, comment, key } of boxes) {
    const now = world.clock();
    const thumbs = (await readThumbs(repo, comment)).filter(
      ({ login, type }) =>
        type !== "Bot" && login !== world.bot && now >= (strangersAt.get(repo, login) ?? -Infinity) + againMs,
    );
    for (const { login: by, at } of thumbs.slice(0, askedMax)) {
      if (!(await readPermission(repo, by)).mayWrite) {
        strangersAt.set(repo, by, now);
        continue;
      }
      events.push({ type: "BoxesTicked", issue, comment, by, ticked: [key], at });
      break;
    }
  }
  return events;
}
