import { expect, test } from "vitest";
import { workflowFires, type WorkflowEvent } from "#src/core/workflow-triggers.ts";

const push = (ref: string, changedFiles?: string[]): WorkflowEvent => ({ name: "push", ref, changedFiles });
const main = push("refs/heads/main", ["src/a.ts", "docs/a.md"]);
const tag = push("refs/tags/v1.2");
const pull = (over: { action?: string; baseRef?: string; changedFiles?: string[] } = {}): WorkflowEvent => ({
  name: "pull_request",
  action: "opened",
  baseRef: "main",
  headRef: "topic",
  ...over,
});

test.each<[unknown, WorkflowEvent]>([
  ["push", main],
  ["push", tag],
  [["pull_request", "push"], main],
  [{ push: null }, main],
  [{ push: {} }, tag],
  [{ push: { branches: ["main"] } }, main],
  [{ push: { branches: "ma*" } }, main],
  [{ push: { branches: [2] } }, push("refs/heads/2")],
  [{ push: { "branches-ignore": ["other"] } }, main],
  [{ push: { tags: ["v*"] } }, tag],
  [{ push: { "tags-ignore": ["x"] } }, tag],
  [{ push: { branches: ["x"], tags: ["v*"] } }, tag],
  [{ push: { paths: ["src/**"] } }, main],
  [{ push: { paths: ["src/**"] } }, push("refs/heads/main")],
  [{ push: { paths: ["nowhere"] } }, push("refs/tags/v1", ["src/a.ts"])],
  [{ push: { "paths-ignore": ["docs/**"] } }, main],
  ["pull_request", pull()],
  [{ pull_request: null }, pull({ action: "synchronize" })],
  [{ pull_request: { types: "labeled" } }, pull({ action: "labeled" })],
  [{ pull_request: { branches: ["fractal/**"] } }, pull({ baseRef: "fractal/12/epic" })],
  [{ pull_request: { paths: ["**.ts"] } }, pull({ changedFiles: ["a/b.ts"] })],
  [
    { workflow_dispatch: { inputs: { a: { required: true } } }, push: { branches: ["x"] } },
    { name: "workflow_dispatch" },
  ],
])("%j fires for %j", (on, event) => {
  expect(workflowFires(on, event)).toEqual({ fires: true });
});

test.each<[unknown, WorkflowEvent, string]>([
  [null, main, "on: is not an event name, a list of names, or a map"],
  [[1], main, "on: is not an event name, a list of names, or a map"],
  ["pull_request", main, "on: has no push"],
  [{}, { name: "workflow_dispatch" }, "on: has no workflow_dispatch"],
  [
    { push: { branches: ["main"] } },
    push("refs/heads/fractal/12/epic"),
    "branches: [main] does not match fractal/12/epic",
  ],
  [{ push: { "branches-ignore": ["ma*", "x"] } }, main, "branches-ignore: [ma*, x] matches main"],
  [{ push: { branches: ["main"] } }, tag, "only branches are listed, and refs/tags/v1.2 is not one of them"],
  [{ push: { "tags-ignore": ["x"] } }, main, "only tags are listed, and refs/heads/main is not one of them"],
  [{ push: { tags: ["v2*"] } }, tag, "tags: [v2*] does not match v1.2"],
  [{ push: { paths: ["lib/**"] } }, main, "paths: [lib/**] matches none of the changed files"],
  [{ push: { paths: ["**"] } }, push("refs/heads/main", []), "paths: [**] matches none of the changed files"],
  [
    { push: { "paths-ignore": ["src/**", "docs/**"] } },
    main,
    "paths-ignore: [src/**, docs/**] matches every changed file",
  ],
  [{ push: { branches: ["a++"] } }, main, 'branches: the pattern "a++" is not valid'],
  [
    { push: { branches: ["main"], "branches-ignore": ["x"] } },
    main,
    "on.push: branches and branches-ignore cannot be used together",
  ],
  [
    { pull_request: { branches: ["main"] } },
    pull({ baseRef: "fractal/12/epic" }),
    "branches: [main] does not match fractal/12/epic",
  ],
  [
    { pull_request: null },
    pull({ action: "labeled" }),
    "types: [opened, synchronize, reopened] does not list labeled",
  ],
])("%j does not fire for %j: %s", (on, event, reason) => {
  expect(workflowFires(on, event)).toEqual({ fires: false, reason });
});

test("a filter of the wrong shape never fires and says where", () => {
  expect(workflowFires({ push: { branches: { a: 1 } } }, main)).toEqual({
    fires: false,
    reason: expect.stringMatching(/^on\.push: .*branches/s),
  });
});
