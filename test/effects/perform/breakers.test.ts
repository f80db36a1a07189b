import { expect, test } from "vitest";
import { createBreakers, type Dependency, Held } from "#src/effects/perform/breakers.ts";
import { NeedsHuman, Outage, Retryable, Unasked } from "#src/errors.ts";
import { openGithub } from "./small-github.ts";

const ada: Dependency = { kind: "github", name: "GitHub for ada" };
const bob: Dependency = { kind: "github", name: "GitHub for bob" };

/** Breakers over a clock of their own, and how each try through them ended. */
function desk() {
  let now = Date.UTC(2026, 0, 5, 9);
  let tries = 0;
  const breakers = createBreakers(() => now);
  const attempt = (how: Error | "fine", dependency = ada) =>
    breakers
      .through(dependency, () => {
        tries += 1;
        return how === "fine" ? Promise.resolve("done") : Promise.reject(how);
      })
      .catch((error: unknown) => error);
  return {
    breakers,
    attempt,
    pass: (ms: number) => void (now += ms),
    tries: () => tries,
    fail: async (times: number) => {
      for (let n = 0; n < times; n += 1) expect(await attempt(down)).toBe(down);
    },
  };
}

const down = new Outage("502", { of: "github" });

test("after five failures in a row nothing more is tried for a while, there only", async () => {
  const { attempt, fail, tries } = desk();
  await fail(5);
  const held = await attempt("fine");
  expect(held).toBeInstanceOf(Held);
  expect(held).toMatchObject({
    message: "GitHub for ada has not answered since 2026-01-05 09:00 UTC; what needs it waits",
    retryAfterMs: 15_000,
    lasts: false,
  });
  expect(tries()).toBe(5);
  expect(await attempt("fine", bob)).toBe("done");
});

test("then one goes to see, and what comes meanwhile waits for what it finds", async () => {
  const { attempt, fail, pass, tries } = desk();
  await fail(5);
  pass(15_000);
  const [probe, ...others] = await Promise.all([attempt(down), attempt("fine"), attempt("fine")]);
  expect(probe).toBe(down);
  expect(others.map((each) => each instanceof Held)).toEqual([true, true]);
  expect(tries()).toBe(6);
  pass(29_999);
  expect(await attempt("fine")).toMatchObject({ retryAfterMs: 1 });
  pass(1);
  const [seen, ...rest] = await Promise.all([attempt("fine"), attempt("fine"), attempt("fine")]);
  expect(seen).toBe("done");
  expect(rest).toMatchObject([{ retryAfterMs: 15_000 }, { retryAfterMs: 15_000 }]);
  await fail(4);
  expect(await attempt("fine")).toBe("done");
});

test("it waits ever longer, five minutes at most, and says when it lasts", async () => {
  const { attempt, fail, pass } = desk();
  await fail(5);
  const waits: (number | undefined)[] = [];
  let held: unknown;
  for (let n = 0; n < 8; n += 1) {
    held = await attempt("fine");
    const wait = held instanceof Held ? held.retryAfterMs : undefined;
    waits.push(wait);
    pass(wait ?? 0);
    expect(await attempt(down)).toBe(down);
  }
  expect(waits).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000, 300_000]);
  expect(held).toMatchObject({ lasts: true, message: expect.stringContaining("since 2026-01-05 09:00 UTC") });
});

test.each([
  ["what only a person can mend", new NeedsHuman("403")],
  ["a rest that is asked for", new Retryable("429", { retryAfterMs: 60_000 })],
  ["a bug", new TypeError("undefined")],
])("%s is an answer too", async (_, error) => {
  const { attempt, fail } = desk();
  await fail(4);
  expect(await attempt(error)).toBe(error);
  await fail(4);
  expect(await attempt("fine")).toBe("done");
});

test("one that went to see and waits for its turn holds up no other: after a while the next one goes", async () => {
  const { breakers, attempt, fail, pass } = desk();
  await fail(5);
  pass(15_000);
  const turn = Promise.withResolvers<string>();
  const first = breakers.through(ada, () => turn.promise);
  expect(await attempt("fine")).toBeInstanceOf(Held);
  pass(15_000);
  expect(await attempt("fine")).toBe("done");
  expect(await attempt("fine")).toBe("done");
  turn.resolve("late");
  expect(await first).toBe("late");
});

test("what was not even asked, since GitHub wanted a rest, is no answer and no failure", async () => {
  const { attempt, fail, pass } = desk();
  const rest = new Unasked("GitHub asked for a rest", { retryAfterMs: 60_000 });
  await fail(4);
  expect(await attempt(rest)).toBe(rest);
  await fail(1);
  expect(await attempt("fine")).toBeInstanceOf(Held);
  pass(15_000);
  expect(await attempt(rest)).toBe(rest);
  expect(await attempt(down)).toBe(down);
  expect(await attempt("fine")).toMatchObject({ retryAfterMs: 30_000 });
});

test("what another dependency does is not held against this one", async () => {
  const { attempt } = desk();
  const model = new Outage("timeout", { of: "model" });
  for (let n = 0; n < 9; n += 1) expect(await attempt(model)).toBe(model);
});

test.each([-3_600_000, 3_600_000])("a clock that jumps by %i ms keeps nobody waiting", async (jump) => {
  const { attempt, fail, pass } = desk();
  await fail(5);
  expect(await attempt("fine")).toBeInstanceOf(Held);
  pass(jump);
  expect(await attempt("fine")).toBe("done");
});

test("GitHub that answers 502 hears of five effects, then of one, and counts no failure for those held back", async () => {
  const { github, kinds, pass } = await openGithub();
  for (let n = 0; n < 5; n += 1) expect(await kinds(1)).toEqual(["retry"]);
  expect(await kinds(40)).toEqual(Array.from({ length: 40 }, () => "held"));
  expect(github.requests).toBe(5);
  pass(15_000);
  expect((await kinds(40)).toSorted()).toEqual([...Array.from({ length: 39 }, () => "held"), "retry"]);
  expect(github.requests).toBe(6);
  github.isDown = false;
  pass(30_000);
  expect(await kinds(1)).toEqual(["PermissionChecked"]);
  expect(await kinds(40)).toEqual(Array.from({ length: 40 }, () => "PermissionChecked"));
});

test("a planner that thinks for long is no probe: what goes to GitHub does not wait for it", async () => {
  const { github, kinds, pass, perform, tree } = await openGithub();
  for (let n = 0; n < 5; n += 1) await kinds(1);
  github.isDown = false;
  pass(15_000);
  const key = `${tree.root}/plan/1`;
  void perform(tree, { type: "AskPlanner", task: tree.root, key, ask: 1 });
  await expect.poll(() => github.asked).toBe(1);
  expect(await kinds(3)).toEqual(Array.from({ length: 3 }, () => "PermissionChecked"));
});
