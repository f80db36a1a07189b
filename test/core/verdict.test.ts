import { expect, test } from "vitest";
import type { CommitChecks } from "#src/core/commit-checks.ts";
import { verdictOf, verdictOfRun } from "#src/core/verdict.ts";

const nothing: CommitChecks = { suites: [], checkRuns: [], runs: [], statuses: [] };
const check = (name: string, conclusion: string | undefined, suiteId: number | undefined = 1, id = 10) => ({
  id,
  suiteId,
  name,
  conclusion,
  status: conclusion === undefined ? "in_progress" : "completed",
  url: `https://github.test/${name}`,
});
const run = (conclusion: string | undefined, suiteId = 1, path = ".github/workflows/ci.yml") => ({
  id: 100 + suiteId,
  suiteId,
  path,
  conclusion,
  name: "CI",
  status: conclusion === undefined ? "in_progress" : "completed",
  url: undefined,
});
const suite = (status: string, runs: number) => ({ id: 9, app: "circle", status, runs });
const status = (context: string, state: string, url?: string) => ({ context, state, url });

test("nothing at all is none, and never green", () => {
  expect(verdictOf(nothing)).toEqual({ state: "none", checks: [], failing: [] });
  expect(verdictOf({ ...nothing, suites: [suite("queued", 0)] }).state).toBe("none");
  expect(
    verdictOf({ ...nothing, checkRuns: [check("lint", "skipped"), check("docs", "neutral")] }).state,
  ).toBe("none");
});

test("green jobs of a green run pass; skipped ones do no harm", () => {
  const verdict = verdictOf({
    ...nothing,
    checkRuns: [check("test", "success"), check("deploy", "skipped")],
    runs: [run("success")],
  });
  expect(verdict).toEqual({
    state: "passed",
    checks: [
      { name: "test", conclusion: "success", id: 10, kind: "check", url: "https://github.test/test" },
      { name: "deploy", conclusion: "skipped", id: 10, kind: "check", url: "https://github.test/deploy" },
    ],
    failing: [],
  });
});

test("between two jobs the run itself says that more is to come", () => {
  const facts = { ...nothing, checkRuns: [check("build", "success"), check("docs", "skipped")] };
  expect(verdictOf({ ...facts, runs: [run(undefined)] }).state).toBe("pending");
  expect(verdictOf({ ...facts, runs: [run("success")] }).state).toBe("passed");
});

test("one red job is enough, also while others still run, and its log is named", () => {
  const verdict = verdictOf({
    ...nothing,
    checkRuns: [check("test", "failure", 1, 11), check("slow", undefined)],
    runs: [run(undefined)],
  });
  expect(verdict).toMatchObject({ state: "failed", cause: "check", failing: [{ name: "test", id: 11 }] });
  expect(verdictOf({ ...nothing, checkRuns: [check("test", "timed_out")] }).cause).toBe("check");
});

test("a run that never started, or was cancelled, says nothing about the commit", () => {
  expect(verdictOf({ ...nothing, runs: [run("startup_failure")] })).toMatchObject({
    state: "failed",
    cause: "infra",
    failing: [{ name: "CI", kind: "run", id: 101 }],
  });
  expect(verdictOf({ ...nothing, checkRuns: [check("test", "cancelled")] }).cause).toBe("infra");
});

test("a job that was cancelled because it ran again does not count", () => {
  const twice = [check("test", "cancelled", 1), check("test", "success", 2)];
  const runs = [run("cancelled", 1), run("success", 2), run("cancelled", 3)];
  expect(verdictOf({ ...nothing, checkRuns: twice, runs }).state).toBe("passed");
});

test("a run that waits for a person's approval is pending, and says why", () => {
  const verdict = verdictOf({ ...nothing, runs: [run("action_required")] });
  expect(verdict).toMatchObject({ state: "pending", cause: "approval" });
});

test("commit statuses and the suites of other Apps count too", () => {
  const statuses = [status("ci/jenkins", "success", "https://jenkins.test/1"), status("lint", "pending")];
  expect(verdictOf({ ...nothing, statuses })).toMatchObject({ state: "pending" });
  expect(verdictOf({ ...nothing, statuses: [status("ci/jenkins", "error")] }).state).toBe("failed");
  expect(verdictOf({ ...nothing, statuses: [status("ci/jenkins", "success")] }).state).toBe("passed");
  expect(verdictOf({ ...nothing, suites: [suite("in_progress", 2)] })).toMatchObject({
    state: "pending",
    checks: [{ name: "circle", kind: "suite" }],
  });
  expect(verdictOf({ ...nothing, suites: [suite("completed", 2)] }).state).toBe("none");
  expect(
    verdictOf({
      ...nothing,
      checkRuns: [{ ...check("circle", "success"), suiteId: undefined, url: undefined }],
    }),
  ).toEqual({
    state: "passed",
    checks: [{ name: "circle", conclusion: "success", id: 10, kind: "check" }],
    failing: [],
  });
});

test("what Fractal itself runs and reports is left out", () => {
  const own = run("failure", 5, ".github/workflows/fractal-verify.yml");
  const facts = {
    ...nothing,
    checkRuns: [check("verify", "failure", 5)],
    runs: [own],
    statuses: [status("fractal/verify", "failure")],
  };
  expect(verdictOf(facts).state).toBe("none");
});

test.each(["fractal.yml", "fractal-ci.yml", "fractal-verify.yaml"])(
  "a repository's own workflow counts also where it is called %s, and so does another's status",
  (name) => {
    const theirs = run("failure", 5, `.github/workflows/${name}`);
    const facts = { ...nothing, checkRuns: [check("test", "failure", 5)], runs: [theirs] };
    expect(verdictOf(facts).state).toBe("failed");
    expect(verdictOf({ ...nothing, statuses: [status("fractal/render", "failure")] }).state).toBe("failed");
  },
);

test("when checks are required by name only they count, by job or by workflow and job", () => {
  const facts = {
    ...nothing,
    checkRuns: [check("test", "success", 1, 11), check("flaky", "failure", 1, 12)],
    runs: [run("failure")],
  };
  expect(verdictOf(facts, ["test"]).state).toBe("passed");
  expect(verdictOf(facts, ["CI / test"]).state).toBe("passed");
  expect(verdictOf(facts, ["test", "flaky"]).failing).toHaveLength(1);
});

test("a required check that never came is none, and pending as long as anything runs", () => {
  const facts = { ...nothing, checkRuns: [check("test", "success")], runs: [run("success")] };
  expect(verdictOf(facts, ["test", "e2e"])).toMatchObject({
    state: "none",
    checks: [{ name: "test" }, { name: "e2e", conclusion: "missing", kind: "missing" }],
  });
  expect(verdictOf({ ...facts, runs: [run(undefined)] }, ["test", "e2e"]).state).toBe("pending");
  expect(verdictOf({ ...nothing, checkRuns: [check("test", "skipped")] }, ["test"]).state).toBe("none");
});

test("a run of ours is judged by its conclusion", () => {
  const verify = { name: "fractal-verify", status: "completed", id: 7, url: "https://github.test/runs/7" };
  expect(verdictOfRun({ ...verify, conclusion: "success" }).state).toBe("passed");
  expect(verdictOfRun({ ...verify, conclusion: "failure" })).toMatchObject({
    state: "failed",
    cause: "check",
  });
  expect(verdictOfRun({ ...verify, conclusion: "cancelled" })).toMatchObject({
    state: "failed",
    cause: "infra",
  });
  const { url: _, ...queued } = { ...verify, status: "queued", conclusion: undefined };
  expect(verdictOfRun(queued)).toEqual({
    state: "pending",
    checks: [{ name: "fractal-verify", conclusion: "queued", kind: "run", id: 7 }],
    failing: [],
  });
});
