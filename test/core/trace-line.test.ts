import { expect, test } from "vitest";
import { traceAttrs, TraceLine } from "#src/core/trace-line.ts";

const envelope = {
  v: 1,
  ts: "2026-01-01T00:00:00.000Z",
  seq: 1,
  run: "77",
  root: "fx-root0001",
  task: "fx-abc12345",
  attempt: 1,
  key: "k",
};

test.each([
  ["event", { event: "RootRequested", delivery: "d-1" }],
  [
    "decision",
    {
      event: "TimePassed",
      said: { type: "TimePassed" },
      now: 1,
      changes: [{ id: "fx-1", status: "ready", row: "a1", fields: { status: "b2", reason: null } }],
      due: { now: ["Dispatch fx-1/1/dispatch c3"], gone: [] },
    },
  ],
  ["rows", { why: "start", whole: true, tasks: [{ id: "fx-1", title: "One" }], gone: [] }],
  ["effect", { effect: "Dispatch", outcome: "found", durationMs: 3 }],
  [
    "tool_call",
    {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "read_file",
      verdict: "allow",
      outcome: "ok",
      durationMs: 1,
    },
  ],
  ["validation", { subject: "plan", verdict: "refused", detail: "too many children" }],
  ["human_message", { direction: "in", where: "issue 7", actor: "octocat", text: "0".repeat(64) }],
  ["github_request", { method: "POST", path: "/repos/o/r/issues", status: 201, durationMs: 12 }],
  ["store_spawn", { command: "import", exit: 0, durationMs: 400, rows: 8 }],
])("a line of type %s, with attributes of its own", (type, attrs) => {
  const line = { ...envelope, type, attrs: { ...attrs, "fractal.extra": true } };
  expect(TraceLine.parse(line)).toEqual(line);
});

test("there is a schema for every type, and lines that lack what joins or dates them are refused", () => {
  expect(Object.keys(traceAttrs)).toHaveLength(10);
  const line = { ...envelope, type: "event", attrs: { event: "x" } };
  for (const change of [
    { ts: "now" },
    { seq: 0 },
    { type: "dream" },
    { run: undefined },
    { v: 2 },
    { attrs: {} },
  ]) {
    expect(TraceLine.safeParse({ ...line, ...change }).success).toBe(false);
  }
});
