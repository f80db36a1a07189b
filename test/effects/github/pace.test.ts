import { expect, test } from "vitest";
import { createPace, PACE } from "#src/effects/github/pace.ts";

/** A clock that only moves when somebody sleeps. */
function virtualTime() {
  let now = 1_000_000;
  return {
    clock: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
    seconds: () => (now - 1_000_000) / 1000,
  };
}

async function times(count: number): Promise<number[]> {
  const time = virtualTime();
  const pace = createPace(time);
  const granted: number[] = [];
  for (let index = 0; index < count; index += 1) {
    await pace.turn("mirror");
    granted.push(time.seconds());
  }
  return granted;
}

test("thirty writes go at once, then one a second", async () => {
  const granted = await times(33);
  expect(granted[29]).toBe(0);
  expect(granted.slice(30)).toEqual([1, 2, 3]);
});

test("no minute holds more than sixty, no hour more than four hundred", async () => {
  const granted = await times(900);
  const within = (seconds: number) =>
    Math.max(...granted.map((at) => granted.filter((other) => other >= at && other < at + seconds).length));
  expect(within(60)).toBe(PACE.perMinute);
  expect(within(3600)).toBe(PACE.perHour);
});

test("after a rest the burst is there again", async () => {
  const time = virtualTime();
  const pace = createPace(time);
  for (let index = 0; index < 40; index += 1) await pace.turn("mirror");
  await time.sleep(60_000);
  const before = time.seconds();
  for (let index = 0; index < 30; index += 1) await pace.turn("mirror");
  expect(time.seconds()).toBe(before);
});

test("what a person waits for passes what only keeps the mirror true", async () => {
  const time = virtualTime();
  const pace = createPace({ ...time, limits: { burst: 1, perMinute: 60, perHour: 400 } });
  const order: string[] = [];
  const ask = (name: string, who: "people" | "mirror") => pace.turn(who).then(() => order.push(name));
  await Promise.all([
    ask("first", "mirror"),
    ask("label", "mirror"),
    ask("link", "mirror"),
    ask("answer", "people"),
  ]);
  expect(order).toEqual(["first", "answer", "label", "link"]);
});

test("a rest from creating things leaves everything else open, and the longer rest counts", async () => {
  const time = virtualTime();
  const pace = createPace(time);
  pace.hold(90_000, "creating");
  pace.hold(5000, "creating");
  expect([pace.rest(true), pace.rest(false)]).toEqual([90_000, 0]);
  pace.hold(100_000, "everything");
  expect([pace.rest(true), pace.rest(false)]).toEqual([100_000, 100_000]);
  await time.sleep(100_000);
  expect([pace.rest(true), pace.rest(false)]).toEqual([0, 0]);
});

test("what the machine sleeps counts: a write that waits for its hour goes out soon after it wakes up", async () => {
  const time = virtualTime();
  let naps = 0;
  const sleep = async (ms: number) => {
    naps += 1;
    await time.sleep(naps === 3 ? 8 * 3_600_000 : ms);
  };
  const pace = createPace({ ...time, sleep, limits: { burst: 1, perMinute: 60, perHour: 1 } });
  await pace.turn("mirror");
  await pace.turn("mirror");
  expect(naps).toBe(3);
});
