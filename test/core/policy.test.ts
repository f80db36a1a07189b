import { assert, property, shuffledSubarray } from "fast-check";
import { expect, test } from "vitest";
import {
  contradictions,
  isSpent,
  policiesFor,
  policyAnswering,
  Policy,
  PolicyFile,
} from "#src/core/policy.ts";
import { printOf } from "#src/core/print.ts";

const auth = { type: "feature" as const, files: ["src/auth/token.ts"] };

function policy(id: string, more: Partial<Policy> = {}): Policy {
  return Policy.parse({ id, rule: `Do as ${id} says.`, by: "ann", since: "2026-11-01", ...more });
}

const lifetime = printOf("missing", ["How long does a token live?"]);

test("a task is told the rules whose scope it lies in, narrower before newer before more helpful", () => {
  const everywhere = policy("everywhere", { since: "2026-11-20" });
  const folder = policy("folder", { scope: { paths: ["src/auth/**"], types: [] } });
  const file = policy("file", { scope: { paths: ["src/auth/token.ts"], types: [] } });
  const docs = policy("docs", { scope: { paths: [], types: ["docs"] } });
  const elsewhere = policy("elsewhere", { scope: { paths: ["web/**"], types: [] } });
  const older = policy("older", { since: "2026-10-01", use: { hits: 4, helpful: 4, harmful: 0 } });
  const luckier = policy("luckier", { since: "2026-10-01", use: { hits: 4, helpful: 0, harmful: 4 } });
  const all = [everywhere, luckier, older, folder, docs, elsewhere, file];
  expect(policiesFor(all, auth).map(({ id }) => id)).toEqual([
    "file",
    "folder",
    "everywhere",
    "older",
    "luckier",
  ]);
});

test("a rule for one type of task is narrower than one for all", () => {
  const typed = policy("typed", { scope: { paths: [], types: ["feature"] } });
  expect(policiesFor([policy("newer", { since: "2026-11-20" }), typed], auth).map(({ id }) => id)).toEqual([
    "typed",
    "newer",
  ]);
});

test("five rules are told at most, and no more bytes than a briefing has room for", () => {
  const many = Array.from({ length: 9 }, (_, at) => policy(`p${at}`));
  expect(policiesFor(many, auth)).toHaveLength(5);
  const long = many.map((each) => ({ ...each, rule: "x".repeat(500) }));
  expect(policiesFor(long, auth)).toHaveLength(4);
});

test("a task that names no files may touch any, so every path holds for it", () => {
  const folder = policy("folder", { scope: { paths: ["src/auth/**"], types: [] } });
  expect(policiesFor([folder], { type: "fix", files: [] })).toEqual([folder]);
});

test("the same question in other letters is answered, another is not", () => {
  const known = policy("lifetime", { question: lifetime, answer: "15 minutes" });
  const again = printOf("missing", ["  how long does a  TOKEN live ??"]);
  expect(policyAnswering([known], auth, again)?.answer).toBe("15 minutes");
  expect(policyAnswering([known], auth, printOf("missing", ["Where does a token live?"]))).toBeUndefined();
  expect(policyAnswering([known], auth, printOf("clarify", ["How long does a token live?"]))).toBeUndefined();
  expect(policyAnswering([policy("told", { question: lifetime })], auth, lifetime)).toBeUndefined();
});

test("of two answers the newer holds; two of one day and one scope are for a person", () => {
  const old = policy("old", { question: lifetime, answer: "a day", since: "2026-01-01" });
  const young = policy("young", { question: lifetime, answer: "15 minutes" });
  const other = policy("other", { question: lifetime, answer: "an hour" });
  const same = policy("same", { question: lifetime, answer: "15 minutes" });
  expect(policyAnswering([old, young], auth, lifetime)?.id).toBe("young");
  expect(policyAnswering([young, other], auth, lifetime)).toBeUndefined();
  expect(policyAnswering([young, same], auth, lifetime)?.answer).toBe("15 minutes");
});

test("contradictions are two answers to one question where both scopes hold", () => {
  const a = policy("a", { question: lifetime, answer: "a day", scope: { paths: ["src/**"], types: [] } });
  const b = policy("b", {
    question: lifetime,
    answer: "an hour",
    scope: { paths: ["src/auth/**"], types: [] },
  });
  const web = policy("web", {
    question: lifetime,
    answer: "a week",
    scope: { paths: ["web/**"], types: [] },
  });
  const docs = policy("docs", { question: lifetime, answer: "never", scope: { paths: [], types: ["docs"] } });
  const fix = policy("fix", { question: lifetime, answer: "ever", scope: { paths: [], types: ["fix"] } });
  expect(contradictions([a, b, web]).map((pair) => pair.map(({ id }) => id))).toEqual([["a", "b"]]);
  expect(contradictions([docs, fix])).toEqual([]);
  expect(contradictions([policy("x"), policy("y")])).toEqual([]);
});

test("a rule is spent when nobody used it for long, or when it harms more than it helps", () => {
  const quiet = "2026-08-25";
  expect(isSpent(policy("young"), undefined, quiet)).toBe(false);
  expect(isSpent(policy("old", { since: "2026-01-01" }), undefined, quiet)).toBe(true);
  expect(isSpent(policy("used", { since: "2026-01-01" }), "2026-11-01", quiet)).toBe(false);
  expect(isSpent(policy("harms", { use: { hits: 5, helpful: 1, harmful: 2 } }), quiet, quiet)).toBe(true);
  expect(isSpent(policy("early", { use: { hits: 4, helpful: 0, harmful: 4 } }), quiet, quiet)).toBe(false);
});

test("a rule has two lines at most, and a file no keys that are not known", () => {
  const file = { rule: "One.\nTwo.", by: "ann", since: "2026-11-01" };
  expect(PolicyFile.parse(file).scope).toEqual({ paths: [], types: [] });
  expect(PolicyFile.safeParse({ ...file, rule: "1\n2\n3" }).success).toBe(false);
  expect(PolicyFile.safeParse({ ...file, when: "always" }).success).toBe(false);
});

test("the order of the rules says nothing: any shuffle tells the same ones", () => {
  const all = Array.from({ length: 8 }, (_, at) =>
    policy(`p${at}`, {
      since: `2026-11-0${(at % 3) + 1}`,
      scope: { paths: at % 2 ? ["src/**"] : [], types: [] },
    }),
  );
  assert(
    property(shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(policiesFor(shuffled, auth)).toEqual(policiesFor(all, auth));
    }),
  );
});
