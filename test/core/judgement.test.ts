import { expect, test } from "vitest";
import type { Judgement } from "#src/core/attempt.ts";
import type { EventOf } from "#src/core/event.ts";
import { askAgainAt, judgementOf, reread, woken } from "#src/core/judgement.ts";
import { Limits } from "#src/core/rules.ts";

const limits = Limits.parse({ settleSecondsMin: 60, noChecksSecondsMax: 180 });
const green = [{ name: "test", conclusion: "success" }];

function read(known: Judgement, about: Partial<EventOf<"ChecksRead">>, canVerify = true): Judgement {
  const event: EventOf<"ChecksRead"> = {
    type: "ChecksRead",
    task: "t",
    about: "attempt",
    n: 1,
    sha: "s",
    state: "passed",
    checks: green,
    at: 1000,
    ...about,
  };
  return reread(known, event, { limits, canVerify, holdsWhenLost: false });
}

const fresh = judgementOf("s", 0, "ask");

test("green counts when nothing new came for a while", () => {
  const first = read(fresh, { at: 1000 });
  expect(first).toMatchObject({ next: "wait", state: "passed" });
  expect(askAgainAt(first, limits)).toBe(61_000);
  expect(read(first, { at: 60_999 }).next).toBe("wait");
  expect(read(first, { at: 61_000 }).next).toBe("settled");
});

test("a check more starts the while anew", () => {
  const first = read(fresh, { at: 1000 });
  const more = [...green, { name: "lint", conclusion: "success" }];
  const second = read(first, { at: 50_000, checks: more });
  expect(askAgainAt(second, limits)).toBe(110_000);
  expect(read(second, { at: 110_000, checks: more.toReversed() }).next).toBe("settled");
});

test("red counts at once", () => {
  expect(read(fresh, { state: "failed", digest: "log", signature: "x" })).toMatchObject({
    next: "settled",
    digest: "log",
    signature: "x",
  });
});

test("silence is waited out, then a verify run speaks, or nobody does", () => {
  const silent = read(fresh, { state: "none", checks: [], at: 1000 });
  expect(silent.next).toBe("wait");
  expect(askAgainAt(silent, limits)).toBe(180_000);
  expect(read(silent, { state: "none", checks: [], at: 180_000 }).next).toBe("verify");
  expect(read(silent, { state: "none", checks: [], at: 180_000 }, false).next).toBe("settled");
});

test("only an event ends the wait for what is pending, or the hour after which a person is told", () => {
  const pending = read(fresh, { state: "pending", checks: [] });
  expect(pending.next).toBe("wait");
  expect(askAgainAt(pending, limits)).toBe(3_600_000);
  const stuck = read(pending, { state: "pending", checks: [], at: 3_600_000 });
  expect(stuck).toMatchObject({ next: "wait", cause: "stuck" });
  expect(askAgainAt(stuck, limits)).toBeUndefined();
  expect(askAgainAt({ ...pending, state: "passed", verifyRunId: 1 }, limits)).toBeUndefined();
});

test("what is heard while the answer is on its way makes it be asked again", () => {
  const asked = woken(fresh);
  const answer = read(asked, { state: "pending", checks: [] });
  expect(answer.next).toBe("ask");
  expect(read(answer, { state: "pending", checks: [] }).next).toBe("wait");
  expect(woken(read(fresh, { state: "failed" })).next).toBe("settled");
});

test("an old reading, one of another commit, or one that nobody waits for says nothing", () => {
  const waiting = read(fresh, { at: 5000 });
  expect(read(waiting, { state: "failed", at: 4000 })).toBe(waiting);
  expect(read(fresh, { sha: "other" })).toBe(fresh);
  const verifying = judgementOf("s", 0, "verify");
  expect(read(verifying, {})).toBe(verifying);
  expect(read(verifying, {}, false).state).toBe("passed");
});
