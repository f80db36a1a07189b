import { expect, test } from "vitest";
import { ToolName } from "#src/core/briefing.ts";
import { type GateScope, judgeToolCall } from "#src/core/tool-gate.ts";

const scope: GateScope = {
  tools: ToolName.options,
  owned: ["src/**"],
  protected: [],
  allowances: [],
  commands: ["npm run lint"],
  unsafeMax: 3,
};
const judge = (name: string, args: unknown, unsafe = 0) => judgeToolCall({ name, args }, scope, unsafe);

test("what fits is allowed, with its path in the one spelling", () => {
  expect(judge("read_file", { path: "./a.ts" })).toEqual({
    verdict: "allow",
    call: { name: "read_file", args: { path: "a.ts" } },
  });
  expect(judge("write_file", { path: "src/a.ts", content: "" })).toMatchObject({ verdict: "allow" });
  expect(judge("edit_file", { path: "src/a.ts", old: "a", new: "b" })).toMatchObject({ verdict: "allow" });
  expect(judge("list_files", {})).toMatchObject({ verdict: "allow", call: { args: { path: "" } } });
  expect(judge("list_files", { path: "src", glob: null })).toMatchObject({ verdict: "allow" });
  expect(judge("search_code", { query: "x" })).toMatchObject({ verdict: "allow" });
  expect(judge("run_tests", {})).toMatchObject({ verdict: "allow" });
  expect(judge("run_tests", { command: "npm run lint" })).toMatchObject({ verdict: "allow" });
  expect(judge("ask_human", { question: "?", options: ["a", "b"] })).toMatchObject({ verdict: "allow" });
});

test("a mistake is rejected with what would do", () => {
  expect(judge("bash", {})).toMatchObject({
    verdict: "reject",
    unsafe: false,
    reason: expect.stringContaining(`there is no tool "bash" here`),
  });
  expect(judge("read_file", { path: 1 })).toMatchObject({ verdict: "reject", unsafe: false });
  expect(judge("read_file", null)).toMatchObject({
    verdict: "reject",
    reason: expect.stringContaining("the whole: "),
  });
  expect(judge("run_tests", { command: "rm -rf /" })).toMatchObject({ verdict: "reject", unsafe: false });
  expect(judge("write_file", { path: "README.md", content: "" })).toMatchObject({
    verdict: "reject",
    unsafe: false,
  });
  const bare = judgeToolCall({ name: "run_tests", args: { command: "x" } }, { ...scope, commands: [] }, 0);
  expect(bare).toMatchObject({ reason: "run_tests takes no command of your own; leave it null" });
});

test("leaving the task's world is rejected twice and stopped the third time; mistakes do not count", () => {
  const leave = { path: "../x", content: "" };
  expect(judge("write_file", leave, 0)).toMatchObject({ verdict: "reject", unsafe: true });
  expect(judge("write_file", leave, 1)).toMatchObject({ verdict: "reject", unsafe: true });
  expect(judge("write_file", leave, 2)).toMatchObject({
    verdict: "stop",
    reason: expect.stringContaining("3 calls tried to leave"),
  });
  expect(judge("read_file", { path: ".git/config" }, 2)).toMatchObject({ verdict: "stop" });
  expect(judge("write_file", { path: "README.md", content: "" }, 2)).toMatchObject({ verdict: "reject" });
});
