import { type Arbitrary, array, assert, boolean, constantFrom, integer, property, record } from "fast-check";
import { expect, test } from "vitest";
import { moneyOf } from "#src/core/budget.ts";
import type { EventOf } from "#src/core/event.ts";
import { noUsage } from "#src/core/usage.ts";
import { execute } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

const reserve = 0.0072;
const usage = { ...noUsage, inputTokens: 60_000, outputTokens: 6000, usd: reserve, calls: 1 };

/** What can happen to a process that asks a planner whose calls all fail. */
const deed = record({
  /** It is killed with the call under way, with the failure in the inbox, or with the failure worked off; or it lives on. */
  killed: constantFrom("never", "in the call", "before it is decided", "after it is decided"),
  isPaid: boolean(),
  /** A power cut, too: what was acknowledged is worked off again. */
  forgets: integer({ min: 0, max: 3 }),
  downMs: integer({ min: 1, max: 3_600_000 }),
});

type Deed = typeof deed extends Arbitrary<infer Value> ? Value : never;

const script: Script = {
  planner: () => execute(),
  config: { limits: { infraRetriesMax: 1 }, budget: { usd: 5 } },
};
const asking = new Story(script).label().run((at) => at.root.status === "planning");

/** A planner's call under way, and the processes that make it, one after the other. */
class Life {
  readonly story = new Story(script);
  /** What the inbox holds, the last few of it perhaps not acknowledged. */
  readonly #kept: EventOf<"EffectFailed">[] = [];
  #paid = 0;

  constructor() {
    this.story.tree = asking.tree;
    this.story.now = asking.now;
  }

  live({ killed, isPaid, forgets, downMs }: Deed): void {
    const waits = this.story.root.trouble[0];
    // After too many paid failures a person is asked; they start it again.
    if (waits !== undefined && waits.retryAt === undefined) return this.#start(forgets, 1);
    this.story.now = Math.max(this.story.now + 1, waits?.retryAt ?? 0);
    if (killed === "in the call") {
      this.#paid += 1;
      return this.#start(forgets, downMs);
    }
    this.story.now += 1;
    const failed = { type: "EffectFailed" as const, task: this.story.root.id, at: this.story.now };
    const said = { kind: "retry" as const, message: "timeout", key: `${failed.task}/plan/1` };
    this.#kept.push({ ...failed, ...said, ...(isPaid && { usage }) });
    if (isPaid) this.#paid += 1;
    if (killed === "before it is decided") return this.#start(Math.max(1, forgets), downMs);
    for (const event of this.#kept.slice(-1)) this.story.tell(event);
    // While it waits, nothing is asked: a start at once finds nothing lost.
    if (killed === "after it is decided") this.#start(forgets, 0);
  }

  /** How many calls were charged, and how many may have been paid. */
  get calls(): { charged: number; paid: number } {
    return { charged: Math.round(moneyOf(this.story.tree).spentUsd / reserve), paid: this.#paid };
  }

  #start(forgets: number, downMs: number): void {
    this.story.now += downMs;
    for (const event of forgets === 0 ? [] : this.#kept.slice(-forgets)) this.story.tell(event);
    this.story.tell({ type: "Restarted" });
  }
}

test("every call that may have been paid is charged once, whatever is killed and heard again", () => {
  assert(
    property(array(deed, { maxLength: 12 }), (deeds) => {
      const life = new Life();
      for (const each of deeds) {
        life.live(each);
        const { charged, paid } = life.calls;
        expect(charged).toBe(paid);
      }
    }),
    { numRuns: 100 },
  );
});

test("a failure that nothing was left to pay for again is not charged again either", () => {
  const story = new Story({ planner: () => execute(), config: { budget: { usd: 0.01 } } });
  story.label().run((at) => at.root.status === "planning");
  const { id } = story.root;
  const about = { kind: "retry", message: "timeout", key: `${id}/plan/1`, at: story.now, usage } as const;
  story.tell({ type: "EffectFailed", task: id, ...about }).tell({ type: "Restarted" });
  story.tell({ type: "EffectFailed", task: id, ...about });
  expect(moneyOf(story.tree)).toMatchObject({ spentUsd: reserve, reservedUsd: 0 });
});

test("a call that only waited, with nothing tried, is not charged by a start", () => {
  const story = new Story(script);
  story.tree = asking.tree;
  story.now = asking.now;
  const about = { task: story.root.id, key: `${story.root.id}/plan/1`, message: "no key", at: story.now };
  story.tell({ type: "EffectFailed", kind: "held", ...about });
  const spent = moneyOf(story.tree).spentUsd;
  story.tell({ type: "Restarted" });
  expect(moneyOf(story.tree).spentUsd).toBe(spent);
});
