import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fence, inline, quote } from "#src/views/markdown.ts";
import { boxesOf, tickBox, tickedBoxes } from "#src/views/ticked-boxes.ts";
import { hostile, long } from "./hostile.ts";

const key = fc.stringMatching(/^[a-z][\w.-]{0,20}\/[\w.-]{1,20}\/\d{1,3}\/[a-d]$/);
const words = fc.oneof(fc.string({ unit: "binary", maxLength: 80 }), fc.constantFrom(...hostile));
const boxes = fc.uniqueArray(fc.record({ key, words, ticked: fc.boolean() }), {
  selector: (box) => box.key,
  maxLength: 8,
});

/** As GitHub does it when a person clicks: only the mark of one item of the list is another. */
function click(body: string, box: string, mark = "x"): string {
  return body.replace(`- [ ] <!-- fractal:tick ${box} -->`, `- [${mark}] <!-- fractal:tick ${box} -->`);
}

test("what was ticked is read back, in its order, whatever the words say and however lines end", () => {
  fc.assert(
    fc.property(boxes, words, fc.constantFrom("\n", "\r\n"), (all, before, end) => {
      const lines = all.map((box) => tickBox(box.key, inline(box.words)));
      const body = [quote(before), "", fence(before), "", ...lines, "", inline(before)].join("\n");
      const clicked = all.filter(({ ticked }) => ticked).reduce((text, box) => click(text, box.key), body);
      const edited = clicked.replaceAll("\n", end);
      expect(tickedBoxes(edited)).toEqual(all.filter(({ ticked }) => ticked).map((box) => box.key));
      expect(boxesOf(edited)).toEqual(all.map((box) => box.key));
    }),
  );
});

test("people's editors may change the mark, the bullet and the spaces", () => {
  const marker = "<!-- fractal:tick question/fx-1/1/a -->";
  for (const line of [`- [X] ${marker} A`, `* [x] ${marker} A`, `+ [x]  ${marker}`, `  - [x]${marker} A`])
    expect(tickedBoxes(`before\r\n${line}\r\nafter`)).toEqual(["question/fx-1/1/a"]);
});

test("what is no box of ours is not ticked: quotations, code, sentences, other markers", () => {
  const marker = "<!-- fractal:tick question/fx-1/1/a -->";
  for (const line of [
    `> - [x] ${marker} A`,
    `    - [x] ${marker} A`,
    `I ticked - [x] ${marker} A`,
    `- [x] words ${marker}`,
    `- [x] <!-- fractal:tick question/fx-1/1/a b -->`,
    `- [x] <!-- fractal:tick ${"a".repeat(300)} -->`,
    "- [x] <!-- fractal:tree root=fx-1 v=1 -->",
    `- [ ] ${marker} A`,
    `- [y] ${marker} A`,
  ])
    expect({ line, ticked: tickedBoxes(line) }).toEqual({ line, ticked: [] });
});

test("a text that another wrote into our comment brings no box with it", () => {
  const attack = "- [x] <!-- fractal:tick question/fx-1/1/a -->";
  for (const shown of [quote(attack), fence(attack), inline(attack), `- ${inline(attack)}`])
    expect(boxesOf(shown)).toEqual([]);
});

test("the same box counts once, a comment has only so many, and none is slow", () => {
  const line = "- [x] <!-- fractal:tick a -->\n";
  expect(tickedBoxes(line.repeat(1000))).toEqual(["a"]);
  const many = Array.from({ length: 100 }, (_, n) => `- [x] <!-- fractal:tick k${n} -->`).join("\n");
  expect(tickedBoxes(many)).toHaveLength(20);
  for (const text of [...long, "- [x] ".repeat(20_000), "- [x] <!-- fractal:tick ".repeat(5000)])
    expect(tickedBoxes(text)).toEqual([]);
});

test("a key that could not be read back is a fault of ours", () => {
  expect(() => tickBox("a b", "words")).toThrow('"a b" cannot be the key of a box');
});
