import { expect, test } from "vitest";
import { isPaid } from "#src/core/paid.ts";
import { TreeEvent } from "#src/core/event.ts";
import { noUsage } from "#src/core/usage.ts";

test("whatever says what a model call cost is kept before it is used; what an artifact holds can be read again", () => {
  const paid = TreeEvent.options
    .filter(({ shape }) => "usage" in shape)
    .map(({ shape }) => shape.type.value)
    .filter((type) => type !== "AttemptReported");
  expect(paid.toSorted()).toEqual([
    "EffectFailed",
    "FixerReplied",
    "PlannerReplied",
    "PolicyDistilled",
    "RouterReplied",
  ]);
  const failed = {
    type: "EffectFailed" as const,
    task: "fx-a",
    key: "k",
    kind: "retry" as const,
    message: "no",
    at: 1,
  };
  expect(isPaid(failed)).toBe(false);
  expect(isPaid({ ...failed, usage: noUsage })).toBe(true);
  for (const type of ["PlannerReplied", "RouterReplied", "FixerReplied", "PolicyDistilled"] as const)
    expect(isPaid({ type, task: "fx-a", ask: 1, n: 1, day: "2026-11-23", usage: noUsage } as TreeEvent)).toBe(
      true,
    );
  expect(isPaid({ type: "TimePassed" })).toBe(false);
});
