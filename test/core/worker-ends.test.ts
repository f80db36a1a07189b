import { expect, test } from "vitest";
import { execute } from "./plans.ts";
import { Story } from "./story.ts";
import type { Script } from "./world.ts";

const oneLeaf: Script = {
  planner: () => execute(),
  config: { models: { worker: ["small", "small", "strong"] } },
};

const question = { title: "Which dialect?", options: ["SQL", "CQL"] };

test.each([
  [
    "asks",
    { outcome: "blocked", report: { status: "blocked", question } },
    "the worker asks: Which dialect? (“SQL” or “CQL”)",
  ],
  ["is blocked", { outcome: "blocked", report: { status: "blocked", summary: "no file" } }, "no file"],
  ["gives up without a report", { outcome: "blocked", report: null, reason: "stuck" }, "stuck"],
  [
    "gives up without a word",
    { outcome: "blocked", report: null },
    "the worker is blocked and did not say why",
  ],
  ["submits that it cannot be done", { report: { status: "infeasible", summary: "no API" } }, "no API"],
  ["wants out", { outcome: "unsafe", reason: "read /etc/passwd", report: null }, "read /etc/passwd"],
  [
    "touches what it may not",
    { violations: [{ code: "path", words: "leaves the repository", kind: "unsafe" }] },
    "leaves the repository",
  ],
] as const)("a worker that %s needs a person at once", (_, handed, words) => {
  const story = new Story({ ...oneLeaf, worker: () => structuredClone(handed) as never }).label().run();
  expect(story.task("Add a parser").reason).toBe(words);
  expect(story.task("Add a parser").attempts).toHaveLength(1);
});

test.each([
  ["hits its limit of money", { outcome: "limit", limit: "usd" }, "budget"],
  ["runs out of steps", { outcome: "limit", limit: "steps" }, "no_progress"],
  ["says nothing that can be read", { outcome: "format" }, "format"],
  ["submits no report", { report: null }, "format"],
  ["loses its connection", { outcome: "infra" }, "infra"],
] as const)("a worker that %s is tried again", (_, handed, failure) => {
  const story = new Story({ ...oneLeaf, worker: (_task, n) => (n === 1 ? handed : {}) }).label().run();
  expect(story.task("Add a parser").attempts[0]?.outcome?.class).toBe(failure);
  expect(story.state).toBe("ready");
});

const manifest = {
  code: "manifest",
  words: "package.json is a manifest",
  kind: "unsafe" as const,
  path: "package.json",
};

test.each([
  [
    "all that was refused may be allowed",
    [manifest, { ...manifest, code: "lines", kind: "refused" as const }],
    ["package.json"],
  ],
  [
    "some of it may not",
    [manifest, { code: "path", words: "leaves the repository", kind: "unsafe" as const }],
    undefined,
  ],
] as const)("a person may allow a patch once, where %s", (_, violations, refused) => {
  const story = new Story({ ...oneLeaf, worker: () => ({ violations: [...violations] }) }).label().run();
  const outcome = story.task("Add a parser").attempts[0]?.outcome;
  expect(outcome).toMatchObject({ class: "unsafe" });
  expect(outcome?.refused).toEqual(refused);
});
