import { assert, constantFrom, oneof, property, string } from "fast-check";
import { expect, test } from "vitest";
import { isCommand } from "#src/core/is-command.ts";
import { Move } from "#src/core/question.ts";
import { readCommand, verbs } from "#src/core/read-command.ts";

const say = (words: string) => readCommand(`/fractal ${words}`);

test.each([
  ["retry", { do: "retry" }],
  ["Retry", { do: "retry" }],
  ["retry  with `npm ci`\nfirst", { do: "retry", text: "with `npm ci`\nfirst" }],
  ["skip", { do: "skip" }],
  ["cancel\n\nIt is not needed any more.", { do: "cancel" }],
  ["pause", { do: "pause" }],
  ["resume ", { do: "resume" }],
  ["split", { do: "split" }],
  ["approve", { do: "approve" }],
  ["budget +5", { do: "budget", usd: 5 }],
  ["budget +$2.50", { do: "budget", usd: 2.5 }],
  ["budget +5$\nplease", { do: "budget", usd: 5 }],
  ["model gpt-5", { do: "model", model: "gpt-5" }],
  ["model `org/big:1.5`", { do: "model", model: "org/big:1.5" }],
])("/fractal %s", (words, move) => {
  expect(say(words)).toEqual({ do: "move", move });
  expect(Move.parse(move)).toEqual(move);
});

test.each([
  ["", { do: "reply", reply: "help" }],
  ["help me", { do: "reply", reply: "help" }],
  ["status", { do: "reply", reply: "status" }],
  ["why?", { do: "reply", reply: "why" }],
  ["why", { do: "reply", reply: "why" }],
  ["answer b", { do: "answer", words: "b" }],
  ["answer\nin\ntwo lines ", { do: "answer", words: "in\ntwo lines" }],
  ["policy accept", { do: "accept-policy" }],
])("/fractal %s is no move", (words, read) => {
  expect(say(words)).toEqual(read);
});

test.each([
  ["cancel the other one", /takes nothing more on its line/],
  ["budget 5", /with a plus: `\/fractal budget \+5`/],
  ["budget +5 +5", /with a plus/],
  ["budget -5", /with a plus/],
  ["budget +0", /above 0 and up to 10000/],
  ["budget +99999", /above 0 and up to 10000/],
  ["budget", /with a plus/],
  ["model", /one model by its name/],
  ["model two names", /one model by its name/],
  ["model $(id)", /one model by its name/],
  ["policy", /policy accept/],
  ["answer ", /say the answer/],
  ["retyr", /^“retyr” is not a command; did you mean `\/fractal retry`\?$/],
  ["cancle", /did you mean `\/fractal cancel`/],
  ["x", /^“x” is not a command$/],
  ["deploy", /^“deploy” is not a command$/],
  ["constructor", /^“constructor” is not a command$/],
  ["<b>@all</b>", /^“ball\/b” is not a command$/],
  ["y".repeat(5000), /^“y{40}…” is not a command$/],
])("/fractal %s is refused with what to type", (words, why) => {
  const read = say(words);
  expect(read.do === "fault" && read.words).toMatch(why);
});

test("the first word decides whether it is a command", () => {
  expect(["/fractal", "  /fractal help", "/FRACTAL x", "/fractal\nhelp"].map(isCommand)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(["fractal", "/fractals", "> /fractal help", "see /fractal help", ""].map(isCommand)).not.toContain(
    true,
  );
});

test("whatever anybody writes after it is read without a fault, in words of bounded length, and makes a move that is one", () => {
  const verb = constantFrom(
    ...verbs.map((each) => each.verb),
    "Budget",
    "ＲＥＴＲＹ",
    "__proto__",
    "toString",
  );
  assert(
    property(
      oneof(verb, string({ unit: "grapheme" })),
      string({ unit: "binary", maxLength: 300 }),
      (first, rest) => {
        for (const body of [`/fractal ${first} ${rest}`, `/fractal ${first}${rest}`, `/fractal\t${rest}`]) {
          const read = readCommand(body);
          const isMove = read.do !== "move" || Move.safeParse(read.move).success;
          const isShort = read.do !== "fault" || read.words.length < 300;
          expect([isMove, isShort], body).toEqual([true, true]);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("a million signs are read like a few", () => {
  for (const sign of ["a", " ", "\n", "+", "9", "`", "\t x", "?"])
    for (const words of ["", "budget +", "model ", "retry ", "cancel "])
      expect(say(words + sign.repeat(1_000_000)).do).toMatch(/^(move|fault|reply|answer)$/);
});
