import type { Random } from "../parts.ts";
import type { Asked } from "./answers.ts";
import type { Person } from "./person.ts";
import { commands, phrases, reword, say, thumb, tick } from "./saying.ts";

const minute = 60_000;

/** How somebody who may write answers a question, or means to. */
export const waysToAnswer = {
  once: (asked: Asked) => {
    const { random, later, ada } = asked;
    later(random.between(1000, 40 * minute), () => answer(asked, ada));
  },
  /** The same answer, by two ways. */
  twice: (asked: Asked) => {
    const { hub, random, later, ada, issue, comment } = asked;
    const key = keyOf(asked);
    if (key === undefined) return;
    const acts = random.shuffle([
      () => tick(hub, ada, comment, [key]),
      async () => void (await say(ada, issue, `/fractal answer ${letterOf(key)}`)),
      async () => void (await say(ada, issue, `${letterOf(key).toUpperCase()})`)),
    ]);
    let at = random.between(1000, 20 * minute);
    for (const act of acts.slice(0, 2)) {
      later(at, act);
      at += random.pick([1, 500, 3000, 10 * minute]);
    }
  },
  /** Two of them side by side, each in their own way. */
  beside: (asked: Asked) => {
    const { random, later, ada, bob } = asked;
    const at = random.between(1000, 20 * minute);
    later(at, () => answer({ ...asked, random: random.fork("ada") }, ada));
    later(at + random.pick([0, 1, 300, 2000]), () => answer({ ...asked, random: random.fork("bob") }, bob));
  },
  contradicts: (asked: Asked) => {
    const { hub, random, later, ada, bob, issue, comment, keys } = asked;
    const [one, other] = random.shuffle(keys);
    if (one === undefined || other === undefined) return;
    const at = random.between(1000, 20 * minute);
    later(at, () => tick(hub, ada, comment, [one]));
    const who = random.pick([ada, bob]);
    const again = random.pick([
      () => tick(hub, who, comment, [other]),
      // The first one stays ticked.
      () => tick(hub, who, comment, [one, other]),
      async () => void (await say(who, issue, `${letterOf(other)}.`)),
      async () => void (await say(who, issue, "No: do the opposite of what I said.")),
    ]);
    later(at + random.pick([1, 800, 5000, 2 * minute, 30 * minute]), again);
  },
  /** Before it was taken, or after; once or twice. */
  edits: (asked: Asked) => {
    const { random, later, ada, bob, issue } = asked;
    const drafts = random.shuffle([...phrases, ...random.shuffle(commands).slice(0, 2)]);
    const who = random.chance(0.85) ? ada : bob;
    later(random.between(1000, 20 * minute), async () => {
      const comment = await say(ada, issue, drafts[0] ?? "Yes.");
      let at = 0;
      for (const draft of drafts.slice(1, random.between(2, 3))) {
        at += random.pick([1, 700, 5000, 3 * minute, 40 * minute]);
        later(at, () => reword(who, comment, draft));
      }
    });
  },
  deletes: (asked: Asked) => {
    const { random, later, ada, issue } = asked;
    later(random.between(1000, 20 * minute), async () => {
      const comment = await say(ada, issue, random.pick(phrases));
      const gone = async () => void (await ada.ask("DELETE", `/issues/comments/${comment}`));
      later(random.pick([1, 700, 5000, 3 * minute]), gone);
    });
  },
  /** When others answered, or nobody cares any more, or the tree is done. */
  late: (asked: Asked) => {
    const { random, later, bob } = asked;
    later(random.between(60, 300) * minute, () => answer(asked, bob));
  },
  /** It is answered or withdrawn by now: right after, or while the next attempt runs. */
  after: (asked: Asked) => {
    const { random, later, bob } = asked;
    later(random.pick([1, 1000, 20_000, 5 * minute, 20 * minute]), () => answer(asked, bob));
  },
  thumbs: ({ random, later, ada, bob, comment }: Asked) => {
    later(random.between(1000, 20 * minute), () => thumb(random.pick([ada, bob]), comment));
  },
  /** As some editor leaves it: other bullets, other ends of lines, a large X. */
  mangles: ({ hub, random, later, ada, comment, keys }: Asked) => {
    const key = keys.length === 0 ? "" : random.pick(keys);
    later(random.between(1000, 20 * minute), async () => {
      const body = hub.state.comments.get(comment)?.body ?? "";
      const ticked = body.replace(
        `- [ ] <!-- fractal:tick ${key} -->`,
        `*  [X]  <!-- fractal:tick ${key} -->`,
      );
      await reword(ada, comment, ticked.replaceAll("\n", "\r\n"));
    });
  },
  approves: ({ isPlan, random, later, ada, issue }: Asked) => {
    if (!isPlan) return;
    later(random.between(1000, 20 * minute), async () => void (await say(ada, issue, "/fractal approve")));
  },
} as const;

/** In one of all ways. Of a plan mostly yes: what is dropped shows nothing more. */
async function answer(asked: Asked, by: Person): Promise<void> {
  const { hub, random, issue, comment, isPlan } = asked;
  const key = keyOf(asked);
  const way = random.next();
  if (isPlan && way < 0.3) await say(by, issue, "/fractal approve");
  else if (key !== undefined && way < 0.5) await tick(hub, by, comment, [key]);
  else if (key !== undefined && way < 0.65) await say(by, issue, random.pick(letters)(letterOf(key)));
  else if (way < 0.85) await say(by, issue, random.pick(phrases));
  else await say(by, issue, random.pick(commands));
}

const letters: readonly ((letter: string) => string)[] = [
  (letter) => letter,
  (letter) => ` ${letter.toUpperCase()}. `,
  (letter) => `/fractal answer ${letter}`,
];

/** One of the boxes, of a plan mostly the first. */
function keyOf({ keys, random, isPlan }: Pick<Asked, "keys" | "random" | "isPlan">): string | undefined {
  if (keys.length === 0) return undefined;
  return isPlan && random.chance(0.85) ? keys[0] : pickOf(random, keys);
}

function pickOf(random: Random, keys: readonly string[]): string {
  return random.pick(keys);
}

function letterOf(key: string): string {
  return key.split("/").at(-1) ?? "a";
}
