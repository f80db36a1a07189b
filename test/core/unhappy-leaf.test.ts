import { expect, test } from "vitest";
import { execute, part, split } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

const models = { worker: ["small", "small", "strong"] };
const oneLeaf: Script = { planner: () => execute(), config: { models } };

/** The red checks of each attempt, in order; after the last everything is green. */
function reds(count: number): NonNullable<Script["ci"]> {
  return ({ about, n }) => (about === "attempt" && n <= count ? "red" : "green");
}

function reasonOf(story: Story): string | undefined {
  return story.task("Add a parser").reason;
}

test("red, then green: the next attempt knows what failed", () => {
  const story = new Story({ ...oneLeaf, ci: reds(1) }).label().run();
  expect(story.state).toBe("ready");
  const [first, second] = story.task("Add a parser").attempts;
  expect(first?.outcome).toMatchObject({
    class: "check",
    reason: "red: test (failure)",
    digest: "expected 1, got 2",
  });
  expect(second).toMatchObject({ n: 2, rung: 1, model: "small" });
  expect(second?.mergedSha).toBeDefined();
});

test("after the last rung a person is needed, and told once", () => {
  const story = new Story({ ...oneLeaf, ci: reds(9) }).label().run();
  expect(story.state).toBe("waiting");
  expect(story.task("Add a parser").attempts.map(({ model }) => model)).toEqual(["small", "small", "strong"]);
  expect(reasonOf(story)).toBe(
    "every rung of the ladder was tried; the last: red: test (failure); the router says: Only you can say",
  );
  expect(story.did("AskRouter")).toMatchObject([{ n: 1, ask: 1 }]);
  expect(story.did("WriteQuestion")).toHaveLength(1);
  expect(story.did("Comment")).toEqual([]);
});

test("the same failure twice skips the rungs with the same model", () => {
  const handed = { violations: [{ code: "empty", words: "nothing changed", kind: "refused" as const }] };
  const story = new Story({ ...oneLeaf, worker: (_, n) => (n === 1 ? handed : {}) }).label().run();
  expect(story.task("Add a parser").attempts.map(({ rung }) => rung)).toEqual([0, 2]);
  expect(story.state).toBe("ready");
});

test("equal signatures of two failures in a row are no progress either, and the ladder has an end", () => {
  const story = new Story({
    planner: () => execute(),
    config: { models: { worker: ["small", "small", "small", "small"] } },
    worker: () => ({ outcome: "limit", limit: "steps" }),
  });
  story.label().run();
  expect(story.task("Add a parser").attempts).toHaveLength(1);
  expect(story.task("Add a parser").status).toBe("needs_human");
});

test("a leaf of size M that fails is split, and its parts do it", () => {
  const story = new Story({
    planner: (task, ask) =>
      task.parent === null
        ? split("XL", [part("big", { size: "M" }), part("small")])
        : split(
            "M",
            [
              part("half", { files: ["src/big.js"] }),
              part("rest", { files: ["src/big.js"], dependsOn: [0] }),
            ],
            {
              acceptance: `asked ${ask}`,
            },
          ),
    ci: ({ task }) => (task.title === "big" ? "red" : "green"),
  });
  story.label().run();
  expect(story.outline()).toEqual([
    "validating XL Add a parser",
    "  done M big",
    "    done S half",
    "    done S rest",
    "  done S small",
  ]);
  expect(story.task("big")).toMatchObject({
    acceptance: "asked 1",
    attempts: [{ outcome: { class: "check" } }],
  });
});

test("at the deepest level M climbs the ladder like the others", () => {
  const story = new Story({
    planner: () => split("XL", [part("big", { size: "M" }), part("small")]),
    config: { models, limits: { depthMax: 1 } },
    ci: reds(1),
  });
  story.label().run();
  expect(story.task("big").attempts).toHaveLength(2);
  expect(story.state).toBe("ready");
});

test("a conflict is redone on the new base and costs no rung", () => {
  const story = new Story({ ...oneLeaf, merge: (_, n) => (n === 1 ? "conflict" : undefined) }).label().run();
  expect(story.task("Add a parser").attempts.map(({ rung }) => rung)).toEqual([0, 0]);
  expect(story.state).toBe("ready");
});

test("a pull request for which nothing runs because it cannot be merged is a conflict", () => {
  const story = new Story({
    ...oneLeaf,
    ci: ({ about, n }) => (about === "attempt" && n === 1 ? "none" : "green"),
    mergeable: (_, n) => n !== 1,
  });
  story.label().run();
  expect(story.task("Add a parser").attempts[0]?.outcome?.class).toBe("conflict");
  expect(story.state).toBe("ready");
});

test.each([
  ["moved", "the branch moved after its checks were green: it is moved"],
  ["blocked", "GitHub does not let the App merge: it is blocked"],
] as const)("a merge that is refused because it is %s needs a person", (why, words) => {
  const story = new Story({ ...oneLeaf, merge: () => why }).label().run();
  expect(reasonOf(story)).toBe(words);
});

test("what was handed back and is lost before it was published is made once more, on the same rung", () => {
  const story = new Story(oneLeaf).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("Add a parser").attempts[0]?.usage !== undefined);
  const { id } = story.task("Add a parser");
  story.tell({ type: "MergeRefused", task: id, attempt: 1, why: "lost", words: "it is gone" }).run();
  const { attempts } = story.task("Add a parser");
  expect(attempts).toMatchObject([{ outcome: { class: "infra", reason: "it is gone" } }, { rung: 0 }]);
  expect(story.state).toBe("ready");
});

test("a run that leaves no report costs its whole reserve and is tried again later, on the same rung", () => {
  const story = new Story({ ...oneLeaf, worker: (_, n) => (n === 1 ? { missing: true } : {}) }).label();
  story.run((at) => at.did("CollectReport").length > 0 && at.task("Add a parser").status === "ready");
  const [first] = story.task("Add a parser").attempts;
  expect(first).toMatchObject({
    usage: { usd: 0.044 },
    outcome: { class: "unknown", reason: "the run left no report" },
  });
  expect(first?.reservedUsd).toBe(0.044);
  expect(story.state).toBe("working");
  const before = story.now;
  story.run();
  expect(story.now - before).toBeGreaterThan(1000);
  expect(story.task("Add a parser").attempts.map(({ rung }) => rung)).toEqual([0, 0]);
  expect(story.state).toBe("ready");
});

test("infra that never ends is handed to a person", () => {
  const script = {
    ...oneLeaf,
    worker: () => ({ outcome: "infra" as const, reason: "the registry is down" }),
    config: { models, limits: { infraRetriesMax: 2 } },
  };
  const story = new Story(script).label().run();
  expect(reasonOf(story)).toBe("the registry is down (3 times in a row)");
});

test("a run that ends without a word is tried once more, and then a person looks into it", () => {
  const script = { ...oneLeaf, worker: () => ({ missing: "the artifact is gone" }) };
  const story = new Story(script).label().run();
  expect(reasonOf(story)).toBe("the artifact is gone (twice in a row, and nobody can say why)");
  expect(story.task("Add a parser").attempts.map(({ rung }) => rung)).toEqual([0, 0]);
});

test("a run that never ends is cancelled and tried again", () => {
  const story = new Story({ ...oneLeaf, worker: (_, n) => (n === 1 ? { lost: true } : {}) }).label().run();
  expect(story.did("CancelRun")).toHaveLength(1);
  expect(story.task("Add a parser").attempts[0]).toMatchObject({
    runConclusion: "cancelled",
    outcome: { class: "infra" },
  });
  expect(story.state).toBe("ready");
});

test("a run that could be started only after a long outage has all its time, and is lost only then", () => {
  const outage = 20;
  const runMinutesMax = 30;
  const story = new Story({
    ...oneLeaf,
    config: { models, limits: { runMinutesMax } },
    fail: ({ type }, times) => (type === "Dispatch" && times <= outage ? "retry" : undefined),
    worker: (_, n) => (n === 1 ? { lost: true } : {}),
  });
  story.label().run((at) => at.did("CancelRun").length > 0);
  const [first] = story.task("Add a parser").attempts;
  const { startedAt = 0, dispatchedAt = 0 } = first ?? {};
  expect(dispatchedAt - startedAt).toBeGreaterThan(runMinutesMax * 60_000);
  expect(story.now - dispatchedAt).toBeGreaterThanOrEqual(runMinutesMax * 60_000);
  expect(story.run().state).toBe("ready");
});

test("a refused key is no reason to try again before somebody has mended it", () => {
  let isMended = false;
  const story = new Story({
    ...oneLeaf,
    worker: () =>
      isMended ? {} : { outcome: "infra", fault: "auth", reason: "401: the key is refused", report: null },
  });
  story.label().run();
  expect(story.task("Add a parser").attempts).toHaveLength(1);
  expect(story.needs).toEqual(["401: the key is refused"]);
  isMended = true;
  story.tell({ type: "Restarted" }).run();
  expect(story.state).toBe("ready");
});

test("a refusal of an attempt that ended before says nothing about the one under way", () => {
  const story = new Story({ ...oneLeaf, ci: reds(1) }).label();
  story.run((at) => at.tree.tasks.size > 1 && at.task("Add a parser").attempts.length === 2);
  const before = story.tree;
  const { id } = story.task("Add a parser");
  story.tell({ type: "MergeRefused", task: id, attempt: 1, why: "conflict", words: "late" });
  expect(story.tree).toEqual(before);
});
