import type { Ways } from "./answers.ts";
import { commands, idleWords, robotOf, say, strangerOf, thumb, tick } from "./saying.ts";

const minute = 60_000;

/** What those do who may not write: none of it may move anything. */
export const strangerWays: Ways = {
  "stranger-replies": ({ hub, random, later, issue }) => {
    const who = strangerOf(hub, random);
    later(random.between(100, 20 * minute), async () => void (await say(who, issue, random.pick(idleWords))));
  },
  "stranger-ticks": ({ hub, random, later, issue, comment, keys }) => {
    if (keys.length === 0) return;
    const key = random.pick(keys);
    const who = strangerOf(hub, random);
    later(random.between(100, 20 * minute), async () => {
      // GitHub lets them write into a comment of their own only.
      if (random.chance(0.3)) await tick(hub, who, comment, [key]);
      else await say(who, issue, `- [x] <!-- fractal:tick ${key} --> so be it`);
    });
  },
  "stranger-commands": ({ hub, random, later, issue }) => {
    const who = strangerOf(hub, random);
    later(random.between(100, 20 * minute), async () => void (await say(who, issue, random.pick(commands))));
  },
  "stranger-thumbs": ({ hub, random, later, comment }) => {
    later(random.between(100, 20 * minute), () => thumb(strangerOf(hub, random), comment));
  },
  "bot-comments": ({ hub, random, later, issue }) => {
    const words = random.pick(["/fractal cancel", "a", "Coverage is 81 %."]);
    later(random.between(100, 20 * minute), async () => void (await say(robotOf(hub), issue, words)));
  },
};
