import { expect, test } from "vitest";
import { Draft } from "#src/core/draft.ts";
import { leftUsd } from "#src/core/budget.ts";
import { onPolicyDistilled } from "#src/core/on-policy.ts";
import type { Distilled } from "#src/core/policy-draft.ts";
import type { Task } from "#src/core/tree.ts";
import { noUsage } from "#src/core/usage.ts";
import { chain } from "./chain.ts";
import { blocked } from "./handed.ts";
import { clarify, execute } from "./plans.ts";
import { Talk } from "./talk.ts";
import { taskRow, treeOf } from "./task-row.ts";
import type { Script } from "./world.ts";

const rule: Distilled["rules"][number] = {
  rule: "日付は西暦で書く。",
  paths: [],
  types: [],
  contradicts: [],
};

/** A worker of the first leaf that asks until it is told. */
const script: Script = {
  ...chain,
  worker: (task) => (task.title === "one" && task.guidance === undefined ? blocked() : {}),
  distiller: () => ({ rules: [rule] }),
};

function answered(more: Partial<Script> = {}): Talk {
  const story = new Talk({ ...script, ...more }).label();
  story.run();
  story.say("one", "Go left, as always.");
  return story;
}

const about = { title: "Which way?", summary: "", answer: "Go left.", by: "ann" };

test("what was asked about one task alone becomes a rule that is told, and answers nothing", () => {
  const leaf = taskRow("fx-a", { policy: { n: 1, step: "distil", about, reservedUsd: 1, contradicts: [] } });
  const draft = new Draft(treeOf(taskRow("root"), leaf), { now: 0 });
  const distilled = { rules: [rule] };
  const reply = { n: 1, distilled, usage: noUsage, day: "2026-11-23" };
  onPolicyDistilled(draft, { type: "PolicyDistilled", task: "fx-a", ...reply });
  const policy = draft.task("fx-a")?.policy?.policy;
  // Nothing of its words can stand in a file's name, and its task has no issue of its own yet.
  expect(policy).toMatchObject({
    id: expect.stringMatching(/^rule-[0-9a-z]+$/),
    source: "https://github.com/o/r/issues/1",
  });
  expect([policy?.question, policy?.answer]).toEqual([undefined, undefined]);
});

test("a rule's call that a kill lost is charged to a leaf that asked no model before", () => {
  const story = answered();
  const reserved = story.task("one").policy?.reservedUsd;
  story.tell({ type: "Restarted" });
  expect(story.task("one")).toMatchObject({
    policy: { step: "distil", reservedUsd: reserved },
    planUsage: { usd: reserved, calls: 1 },
  });
});

test("where what kills lost leaves no money to ask for the rule once more, it is let go", () => {
  const story = answered({ config: { budget: { usd: 0.3 } } });
  const lose = () => story.tell({ type: "Restarted" }).task("one").policy?.step;
  expect(lose()).toBe("distil");
  while (lose() === "distil") expect(leftUsd(story.tree)).toBeGreaterThanOrEqual(0);
  expect(story.task("one").policy?.reservedUsd).toBe(0);
  expect(leftUsd(story.tree)).toBeGreaterThanOrEqual(0);
  expect(story.task("one").status).not.toBe("blocked");
});

test("a call for a rule that was given up is charged for nothing when a process starts, and made again", () => {
  let isDown = true;
  const story = answered({
    fail: (effect) => (effect.type === "DistillPolicy" && isDown ? "human" : undefined),
  });
  story.run();
  const { trouble, policy } = story.task("one");
  expect([trouble[0]?.retryAt, policy?.step]).toEqual([undefined, "distil"]);
  isDown = false;
  story.tell({ type: "Restarted" });
  expect(story.task("one").planUsage).toBeUndefined();
  story.run();
  expect(story.task("one").policy?.step).toBe("proposed");
});

test("while a rule is offered, the next answer offers no other in its place", () => {
  const planner = ({ guidance = [] }: Task) =>
    [clarify("Which dates?"), clarify("Which zone?")][guidance.length] ?? execute();
  const story = new Talk({ ...script, planner }).label();
  story.run();
  for (const words of ["ISO dates", "UTC"]) {
    story.say("root", words);
    story.run();
  }
  expect(story.did("DistillPolicy")).toHaveLength(1);
  expect(story.root.policy).toMatchObject({ step: "proposed", policy: { answer: "ISO dates" } });
});

test("a rule that is on the default branch already is filed without a pull request; receipts of others are none", () => {
  const story = answered();
  story.run();
  story.say("one", "/fractal policy accept");
  const { id, policy } = story.task("one");
  const n = policy?.n ?? 0;
  story.tell({ type: "PolicyNoted", task: id, n: n + 1, step: "filed" });
  story.tell({ type: "PoliciesCounted", task: "fx-gone", attempt: 1 });
  expect(story.task("one").policy).toEqual(policy);
  story.tell({ type: "PolicyFiled", task: id, n });
  expect(story.task("one").policy).toEqual({ ...policy, step: "filed" });
});
