import { expect, test } from "vitest";
import { moneyOf } from "#src/core/budget.ts";
import { apply } from "#src/core/change.ts";
import { due } from "#src/core/due.ts";
import type { Task } from "#src/core/tree.ts";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { execute } from "./plans.ts";
import { Story } from "./story.ts";
import { guides, leafOf, stuck } from "./stuck.ts";
import { Talk } from "./talk.ts";

/** A call to a model under way, and the key of it. */
type Asked = Readonly<{ story: Story; task: string; key: string; reservedUsd: number }>;

const callers = ["planner", "router", "fixer", "distiller"] as const;
type Caller = (typeof callers)[number];

function asked(caller: Caller): Asked {
  const story = begun(caller);
  const effect = due(story.tree, { now: story.now }).find(({ type }) => type === effects[caller]);
  if (effect === undefined) throw new Error(`the ${caller} is not asked`);
  const { task, key } = effect;
  const { planning, escalation, policy } = story.tree.tasks.get(task) as Task;
  const [reservedUsd = 0] = [policy, escalation, planning].flatMap((each) => each?.reservedUsd || []);
  return { story, task, key, reservedUsd };
}

const effects = {
  planner: "AskPlanner",
  router: "AskRouter",
  fixer: "AskFixer",
  distiller: "DistillPolicy",
};

function begun(caller: Caller): Story {
  if (caller === "planner")
    return new Story({ planner: () => execute() }).label().run(({ root }) => root.status === "planning");
  if (caller !== "distiller")
    return new Story({ ...stuck, fixer: () => guides })
      .label()
      .run((at) => at.tree.tasks.size > 1 && isAsked(at, caller));
  const told = new Talk({ ...chain, worker: (task) => (task.guidance ? {} : blocked()) }).label();
  told.run().say("one", "Go left, as always.");
  return told;
}

function isAsked(story: Story, step: "router" | "fixer"): boolean {
  const { status, escalation, issue } = leafOf(story);
  return status === "escalated" && escalation?.step === step && issue !== undefined;
}

/** It fails for nothing, as long after it was asked. */
function fail({ story, task, key }: Asked, afterMs = 0, kind: "retry" | "human" = "retry"): void {
  story.tell({ type: "EffectFailed", task, key, kind, message: "down", at: story.now + afterMs });
}

const spentUsd = ({ story }: Asked) => moneyOf(story.tree).spentUsd;
const anHour = 3_600_000;

test.each(callers)("a %s's call that waits after it failed is not charged by a start", (caller) => {
  const call = asked(caller);
  fail(call);
  const spent = spentUsd(call);
  call.story.tell({ type: "Restarted" });
  expect(spentUsd(call)).toBe(spent);
});

test.each(callers)(
  "a %s's call is charged that may have been made again since it failed, as far as a clock can tell that was set back",
  (caller) => {
    const call = asked(caller);
    fail(call, 5000);
    const spent = spentUsd(call);
    call.story.now -= anHour;
    call.story.tell({ type: "Restarted" });
    expect(spentUsd(call)).toBeCloseTo(spent + call.reservedUsd, 6);
  },
);

test.each(callers)("a %s's call that was given up is made no more, whatever the clock says", (caller) => {
  const call = asked(caller);
  fail(call, 5000, "human");
  const spent = spentUsd(call);
  call.story.now -= anHour;
  call.story.tell({ type: "Restarted" });
  expect(spentUsd(call)).toBe(spent);
});

test.each(["router", "fixer"] as const)(
  "the same holds for a %s that nobody waits for any more, since somebody took its task up with bd",
  (caller) => {
    const call = asked(caller);
    fail(call, 5000);
    const spent = spentUsd(call);
    call.story.now -= anHour;
    const task = { ...leafOf(call.story), status: "queued" as const };
    call.story.tree = apply(call.story.tree, [{ task, lazy: false }]);
    call.story.tell({ type: "TimePassed" });
    expect(spentUsd(call)).toBeCloseTo(spent + call.reservedUsd, 6);
  },
);

test("a distiller's call that failed is heard once more after a power cut, and counts once", () => {
  const call = asked("distiller");
  fail(call);
  const { trouble, policy } = call.story.task("one");
  call.story.tell({ type: "Restarted" });
  fail(call);
  expect(policy).toMatchObject({ step: "distil", failures: [call.story.now] });
  expect(trouble).toMatchObject([{ count: 1 }]);
  expect(call.story.task("one")).toMatchObject({ policy, trouble: [] });
});
