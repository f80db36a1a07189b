import { assert, constantFrom, nat, property } from "fast-check";
import { expect, test } from "vitest";
import { meddle } from "./meddle.ts";
import { type Odds, randomScript } from "./random-script.ts";
import { type Draw, Story } from "./story.ts";

const odds: Odds = { red: 20, infra: 15, conflict: 15, nonsense: 10, broken: 10 };
/** Enough to meet most of what can happen; raise it to look further. */
const runs = 10;
const limits = { nodesMax: 25, depthMax: 3 };

/** A shuffle that follows from its seed. */
function shuffled(seed: number): Draw {
  let state = seed;
  return (count) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 4_294_967_296) * count);
  };
}

/** Money and times aside, which follow from the order. */
function end(story: Story): unknown {
  const attempts = [...story.tree.tasks.values()].map((task) => [task.title, task.attempts.length]);
  return { outline: story.outline(), state: story.state, attempts: attempts.sort() };
}

test("whatever happens in the world, every step keeps the rules and the story has an end", () => {
  assert(
    property(nat(), (seed) => {
      const story = new Story(randomScript(seed, odds, { limits, budget: { usd: 50 } })).label().run();
      expect(story.outline().length).toBeGreaterThan(0);
    }),
    { numRuns: runs },
  );
});

test("heard twice and in any order, the events lead to the same end", () => {
  assert(
    property(nat(), nat(), (seed, order) => {
      const script = randomScript(seed, odds, { limits, budget: { usd: 50 } });
      const calm = new Story(script).label().run();
      const wild = new Story(script, { draw: shuffled(order), twice: true }).label().run();
      expect(end(wild)).toEqual(end(calm));
    }),
    { numRuns: runs },
  );
});

test("whatever people do, and however often it is started again, nothing is left hanging and no money is lost", () => {
  assert(
    property(nat(), nat(), constantFrom(0.4, 1, 50), (seed, order, usd) => {
      const draw = shuffled(order);
      const script = randomScript(seed, odds, { limits, budget: { usd } });
      const story = new Story(script, { draw, twice: seed % 2 === 0 }).label();
      for (let deeds = 0; deeds < 12; deeds += 1) {
        const pause = draw(40);
        let steps = 0;
        story.run(() => (steps += 1) > pause);
        meddle(story, draw);
      }
      story.run();
    }),
    { numRuns: runs },
  );
});
