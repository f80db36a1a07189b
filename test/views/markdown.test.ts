import * as fc from "fast-check";
import { expect, test } from "vitest";
import { code, fence, fitBody, fullStop, inline, quote, sentence } from "#src/views/markdown.ts";
import { mention } from "#src/views/mention.ts";
import { hostile, long } from "./hostile.ts";

const given = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc
    .array(fc.constantFrom("`", "``", "|", "\\", "a", "\n", "*", "[", "<!--", " "))
    .map((parts) => parts.join("")),
  fc.constantFrom(...hostile),
);

test("inside a sentence a text is one line, its Markdown shown and not done", () => {
  expect(inline("a *star*, `npm test`, file_name.js, _under_, [x](y) and a | pipe\nnext")).toBe(
    "a \\*star\\*, `npm test`, file_name.js, \\_under\\_, \\[x\\](y) and a \\| pipe next",
  );
  expect(inline("x".repeat(300), 10)).toBe("xxxxxxxxx…");
  expect(sentence("[create it](https://example.com/new?a=1)\n now")).toBe(
    "[create it](https://example.com/new?a=1) now",
  );
});

test("a table cell is one cell whatever is in it", () => {
  fc.assert(
    fc.property(given, (text) => {
      const cell = inline(text);
      expect(cell).not.toMatch(/\n/);
      // A pipe ends the cell unless an odd number of backslashes stands before it.
      for (const [, slashes = ""] of cell.matchAll(/(\\*)\|/g)) expect(slashes.length % 2).toBe(1);
    }),
  );
});

test("a fence is longer than any run of backticks inside it", () => {
  fc.assert(
    fc.property(given, (text) => {
      const [open = "", ...rest] = fence(text).split("\n");
      const ticks = open.replace("text", "");
      const close = rest.indexOf(ticks);
      expect(close).toBeGreaterThanOrEqual(0);
      expect(rest.slice(0, close).every((line) => !line.includes(ticks))).toBe(true);
    }),
  );
  expect(fence("a\nb\nc", { lines: 2 })).toBe("```text\na\nb\n```\n\n*[2 more characters were cut here]*");
});

test("a code span holds backticks, and hides no marker", () => {
  expect(code("npm test")).toBe("`npm test`");
  expect(code("echo `date`")).toBe("`` echo `date` ``");
  expect(code("<!-- fractal:task id=x -->")).not.toContain("<!--");
  expect(fence("<!-- fractal:task id=x -->")).not.toContain("<!--");
});

test("a quotation keeps to itself, and says what was cut", () => {
  expect(quote("one\n\n```\nopen")).toBe("> one\n>\n> ```\n> open");
  expect(quote("abcdef", 4)).toBe("> abc…\n\n*[2 more characters were cut here]*");
  for (const text of [...hostile, ...long])
    expect(
      quote(text)
        .split("\n")
        .every((line) => line.startsWith(">") || line === "" || line.startsWith("*[")),
    ).toBe(true);
});

test("a body is never longer than GitHub takes: whole blocks are left out, and counted", () => {
  const big = "x".repeat(50_000);
  const body = fitBody(["first", big, "", big, "last"]);
  expect(body.length).toBeLessThan(60_000);
  expect(body).toBe(`first\n\n${big}\n\nlast\n\n*[50000 more characters were cut here]*`);
});

test("only what can be a login is mentioned", () => {
  expect(mention("ada-l")).toBe("@ada-l");
  expect(mention("org/team")).toBe("org/team");
  expect(mention("@x")).not.toMatch(/@x/);
});

test("a reason gets its full stop once", () => {
  expect(["red", "why?", "done."].map(fullStop)).toEqual(["red.", "why?", "done."]);
});
