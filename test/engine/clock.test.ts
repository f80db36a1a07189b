import { afterEach, expect, test, vi } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { Alarm } from "#src/alarm.ts";
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

/** The clocks of a machine that is awake, or asleep. */
function machine(startMs = 0) {
  const at = { awake: startMs, sinceBoot: startMs };
  return {
    clock: steadyClock({
      awake: () => at.awake,
      // As coarse as it gets.
      sinceBoot: () => Math.floor(at.sinceBoot / 1000) * 1000,
    }),
    work: (ms: number) => {
      at.awake += ms;
      at.sinceBoot += ms;
    },
    sleep: (ms: number) => void (at.sinceBoot += ms),
  };
}

test.each([0, 1, 499, 999])(
  "what the machine sleeps counts, to the second, and nothing else does: %i",
  (ms) => {
    const { clock, work, sleep } = machine(ms);
    const start = clock();
    for (let step = 0; step < 400; step += 1) {
      work(7);
      expect(clock() - start).toBe(7 * (step + 1));
    }
    sleep(8 * hour);
    const woken = clock();
    expect(Math.abs(woken - start - 2800 - 8 * hour)).toBeLessThanOrEqual(1000);
    work(500);
    expect(clock()).toBe(woken + 500);
    // Short ones add up.
    for (let nap = 0; nap < 10; nap += 1) sleep(1000);
    expect(Math.abs(clock() - woken - 500 - 10_000)).toBeLessThanOrEqual(2000);
  },
);

test("a wait that the machine slept through is over soon after it wakes up", () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { clock, work, sleep } = machine();
  const pass = (ms: number) => {
    work(ms);
    vi.advanceTimersByTime(ms);
  };
  const rung: number[] = [];
  const alarm = new Alarm(clock);
  const start = clock();
  const ring = () => void rung.push(clock() - start);
  alarm.set(start + hour, ring);
  alarm.set(start + 2 * hour, ring);
  for (let step = 0; step < 100; step += 1) pass(1000);
  sleep(8 * hour);
  expect(rung).toEqual([]);
  for (let step = 0; step < 31; step += 1) pass(1000);
  expect(rung).toHaveLength(1);

  alarm.set(clock() + 45_000, ring);
  for (let step = 0; step < 44; step += 1) pass(1000);
  expect(rung).toHaveLength(1);
  pass(1005);
  expect(rung).toHaveLength(2);
  alarm.set(clock() + 1000, ring);
  alarm.clear();
  pass(60_000);
  expect(rung).toHaveLength(2);
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
