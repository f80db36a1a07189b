import { expect, test } from "vitest";
import { chain } from "./chain.ts";
import { execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

/** A leaf that is red once, a composite that checks itself, and a verify command for what has no CI. */
const scripts: Record<string, Script> = {
  "three leaves": chain,
  "one leaf, red at first": {
    planner: () => execute(),
    ci: ({ about, n }) => (about === "attempt" && n === 1 ? "red" : "green"),
  },
  "checks of its own": { planner: () => split("L", [part("one"), part("two")], { verify: "npm test" }) },
  "a verify command": {
    planner: () => split("L", [part("one"), part("two")]),
    config: { ci: "verify", verify: "npm test" },
  },
};

function lived(script: Script, hears?: (n: number) => boolean): Story {
  return new Story(script, hears && { hears: (_event, n) => hears(n) }).label().run();
}

test.each(Object.entries(scripts))("%s: each webhook lost alone, the end is the same", (_name, script) => {
  const whole = lived(script);
  expect(whole.state).toBe("ready");
  expect(whole.told).toBeGreaterThan(3);
  for (let lost = 0; lost < whole.told; lost += 1) {
    const story = lived(script, (n) => n !== lost);
    expect({ lost, end: story.outline(), state: story.state }).toEqual({
      lost,
      end: whole.outline(),
      state: whole.state,
    });
  }
});

test.each(Object.entries(scripts))(
  "%s: with all webhooks lost it finishes, one sweep later for each step at most",
  (_name, script) => {
    const whole = lived(script);
    const deaf = lived(script, () => false);
    expect(deaf.outline()).toEqual(whole.outline());
    expect(deaf.state).toBe("ready");
    expect(deaf.sweeps).toBeGreaterThan(0);
    expect(deaf.sweeps).toBeLessThanOrEqual(deaf.told);
  },
);
