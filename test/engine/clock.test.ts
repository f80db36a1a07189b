import { afterEach, expect, test, vi } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { steadyClock } from "#src/steady-clock.ts";
import { openDesk } from "./desk.ts";
import { labelled } from "./world.ts";

const hour = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
});

test("a corrected time of day moves the steady clock neither forth nor back", () => {
  const start = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: start });
  const clock = steadyClock();
  const before = clock();
  expect(Math.abs(before - start)).toBeLessThan(5);
  for (const jump of [hour, -2 * hour, 400 * 24 * hour]) {
    vi.setSystemTime(Date.now() + jump);
    const now = clock();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now - before).toBeLessThan(60_000);
  }
});

test.each([-hour, hour])(
  "a time of day that jumps by %i ms while something waits holds nothing up and drives nothing round",
  async (jump) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const clock = steadyClock();
    const desk = await openDesk({
      clock,
      say: ({ type, task, key }) => {
        if (type !== "EnsureEpic" || desk.count("EnsureEpic") > 2) return undefined;
        vi.setSystemTime(Date.now() + (desk.count("EnsureEpic") === 1 ? jump : -jump));
        return [
          { type: "EffectFailed", task, key, kind: "retry", message: "502", retryAfterMs: 40, at: clock() },
        ];
      },
    });
    desk.engine.accept(labelled(1));
    await expect.poll(() => desk.parts()[0]?.status, { timeout: 15_000 }).toBe("done");
    await desk.rest();
    expect(stateOf(desk.tree())).toBe("ready");
    expect([desk.count("EnsureEpic"), desk.count("AskPlanner"), desk.count("Dispatch")]).toEqual([3, 1, 1]);
    expect(desk.steps.length).toBeLessThan(60);
    await desk.close();
  },
  30_000,
);
