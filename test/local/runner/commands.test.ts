import { expect, test } from "vitest";
import { parseCommand } from "#src/local/runner/commands.ts";
import { parseAssignments } from "#src/local/runner/file-command.ts";

test.each([
  [
    "::error file=a.ts,line=1,endLine=2,title=Oh no::it%0Abroke 100%25",
    "error",
    { file: "a.ts", line: "1", endLine: "2", title: "Oh no" },
    "it\nbroke 100%",
  ],
  ["  ::warning::careful::very", "warning", {}, "careful::very"],
  ["::notice title=a%3Ab%2Cc::x", "notice", { title: "a:b,c" }, "x"],
  ["::add-mask::secret", "add-mask", {}, "secret"],
  ["::endgroup::", "endgroup", {}, ""],
  ["::Stop-Commands::token", "stop-commands", {}, "token"],
])("%s is a command", (line, name, properties, message) => {
  expect(parseCommand(line)).toEqual({ name, properties, message });
});

test.each([["hello"], ["a ::error::b"], [":: error::x"], ["::error"], ["std::vector<int>"]])(
  "%s is a line like any other",
  (line) => {
    expect(parseCommand(line)).toBeUndefined();
  },
);

test("files hold assignments and blocks", () => {
  expect(parseAssignments("a=1\nb==<<x\n\nc<<EOF\none\n\ntwo=2\nEOF\r\nd=\n")).toEqual([
    ["a", "1"],
    ["b", "=<<x"],
    ["c", "one\n\ntwo=2"],
    ["d", ""],
  ]);
});

test.each([
  ["no sign", "Invalid format 'no sign'"],
  ["=x", "Name must not be empty"],
  ["a<<", "delimiter must not be empty"],
  ["a<<EOF\nb", "Matching delimiter not found 'EOF'"],
])("%j is refused", (text, reason) => {
  expect(() => parseAssignments(text)).toThrow(reason);
});
