import { expect, test } from "vitest";
import { execute } from "./plans.ts";
import { Story } from "./story.ts";

const words = "GitHub for o has not answered since 2026-01-05 09:00 UTC; what needs it waits";

function planning() {
  const story = new Story({ planner: () => execute() }).label();
  story.run((at) => at.root.status === "planning");
  const about = { task: story.root.id, key: `${story.root.id}/plan/1`, at: story.now };
  const hold = (lasts?: true) =>
    story.tell({
      type: "EffectFailed",
      ...about,
      at: story.now,
      kind: "held",
      message: words,
      retryAfterMs: 15_000,
      ...(lasts && { lasts }),
    });
  return { story, about, hold };
}

test("what is held back waits and counts no failure, however often", () => {
  const { story, hold } = planning();
  for (let n = 0; n < 20; n += 1) {
    hold();
    expect(story.root.trouble).toMatchObject([{ count: 0, message: words }]);
    expect(story.root.trouble[0]?.retryAt).toBeGreaterThanOrEqual(story.now + 15_000);
    expect(story.root.trouble[0]?.retryAt).toBeLessThan(story.now + 17_000);
    story.now += 17_000;
  }
  expect(story.needs).toEqual([]);
  expect(story.state).toBe("working");
  story.run();
  expect(story.state).toBe("ready");
});

test("a failure before it keeps its count and its words", () => {
  const { story, about, hold } = planning();
  story.tell({ type: "EffectFailed", ...about, kind: "retry", message: "502" });
  hold();
  expect(story.root.trouble).toMatchObject([{ count: 1, message: "502" }]);
});

test("people hear of what is down when it lasts, once for all that waits, until it is over", () => {
  const { story, hold } = planning();
  hold(true);
  const other = { task: story.root.id, key: `${story.root.id}/sticky`, at: story.now };
  story.tell({ type: "EffectFailed", ...other, kind: "held", message: words, lasts: true });
  expect(story.needs).toEqual([words]);
  expect(story.state).toBe("working");
  story.tell({ type: "EffectFailed", ...other, at: story.now + 1, kind: "retry", message: "502" });
  expect(story.needs).toEqual([words]);
  story.run();
  expect(story.needs).toEqual([]);
  expect(story.state).toBe("ready");
});
