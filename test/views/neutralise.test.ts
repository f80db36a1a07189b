import * as fc from "fast-check";
import { expect, test } from "vitest";
import { neutralise } from "#src/views/neutralise.ts";
import { plain } from "#src/views/plain.ts";
import { hostile, long } from "./hostile.ts";

/** What GitHub, and bots that read comments, would act on. */
const acts: readonly RegExp[] = [
  /(?:^|[^A-Za-z0-9])@[A-Za-z0-9]/,
  /#\d/,
  /\bGH-\d/i,
  /(?<!redirect\.)github\.com(?::\d+)?\/[^\s/]+\/[^\s/]+\/(?:issues|pull|discussions)\//i,
  /&#?[A-Za-z0-9]+;/,
  /<[A-Za-z/!?]/,
  /!\[/,
  /^\s*\]:/m,
  /^[ \t>]*\/[A-Za-z]/m,
  /^[ \t>]*(?:[-*+]|\d+[.)])[ \t]+\[[ xX]\]/m,
  // docs.github.com, "Skipping workflow runs"
  /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/i,
  /skip-checks:/i,
  /(?![\n\t])\p{Cc}/u,
  /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u,
];

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        "@",
        "#",
        "1",
        "a",
        "/",
        "<",
        "!",
        "-",
        "[",
        "]",
        ":",
        "&",
        ";",
        "\n",
        " ",
        "\u001b",
        "\u200b",
        "`",
        "|",
        "GH-",
        "[skip ci]",
        "skip-checks:",
        "x]",
      ),
    )
    .map((parts) => parts.join("")),
  fc.constantFrom(...hostile),
);

test("nothing that is posted notifies, links, closes, commands, hides, loads or opens anything", () => {
  fc.assert(
    fc.property(text, (given) => {
      const safe = neutralise(given);
      for (const act of acts) expect(safe).not.toMatch(act);
    }),
    { numRuns: 2000 },
  );
});

test("doing it twice changes nothing more, and long texts come through whole", () => {
  fc.assert(
    fc.property(text, (given) => {
      expect(neutralise(neutralise(given))).toBe(neutralise(given));
    }),
  );
  for (const given of long) expect(neutralise(given).length).toBeGreaterThanOrEqual(plain(given).length);
});

test("it still reads as it was written", () => {
  const seen = (given: string) => neutralise(given).replaceAll("\u200b", "");
  expect(hostile.slice(0, 9).map(seen)).toEqual(
    hostile.slice(0, 9).map((each) => each.replaceAll(/(?:www\.)?github\.com/gi, "redirect.github.com")),
  );
  expect(neutralise("mail ada@example.com, use actions/checkout@v4 and a <= b && c")).toBe(
    "mail ada@example.com, use actions/checkout@v4 and a <= b && c",
  );
});

test("what a terminal would obey is gone, what people write is kept", () => {
  expect(plain(hostile[13] ?? "")).toBe("red link 31m [31m");
  expect(plain("a\r\nb\rc\td\u2028e")).toBe("a\nb\nc\td\ne");
  expect(plain("👩‍💻 नमस्ते 日本語")).toBe("👩‍💻 नमस्ते 日本語");
});
