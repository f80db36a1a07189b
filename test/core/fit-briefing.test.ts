import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Briefing } from "#src/core/briefing.ts";
import { byteLength, cutMiddle } from "#src/core/cut-middle.ts";
import { fitBriefing } from "#src/core/fit-briefing.ts";
import { sampleBriefing } from "./sample-briefing.ts";

const base = sampleBriefing();
const large = sampleBriefing({
  context: {
    spec: "s".repeat(4000),
    files: [
      { path: "a", excerpt: "a".repeat(4000) },
      { path: "b", excerpt: "b".repeat(4000) },
    ],
    siblings: [
      { title: "old", summary: "o".repeat(1000), files: [] },
      { title: "new", summary: "n".repeat(1000), files: [] },
    ],
  },
  lastFailure: { class: "check", digest: "d".repeat(3000), patchSummary: "" },
});
const size = byteLength(JSON.stringify(large));

test("a briefing that fits is left alone", () => {
  expect(fitBriefing(base)).toEqual({ ok: true, briefing: base, json: JSON.stringify(base), cut: [] });
});

test("things are left out in the stated order, and it is said what", () => {
  const cutTo = (bytes: number) => {
    const fitted = fitBriefing(large, bytes);
    expect(
      fitted.ok && byteLength(fitted.json) <= bytes && Briefing.parse(JSON.parse(fitted.json)),
    ).toBeTruthy();
    return fitted.ok ? fitted.cut : [];
  };
  expect(cutTo(size - 1)).toEqual(["excerpt of b shortened"]);
  expect(cutTo(size - 4000)).toEqual(["excerpt of b shortened", "excerpt of a shortened"]);
  expect(cutTo(size - 6500)).toEqual([
    "excerpt of b shortened",
    "excerpt of a shortened",
    "excerpt of b left out",
  ]);
  expect(cutTo(size - 9000)).toContain('sibling "old" left out');
  const all = cutTo(size - 11_500);
  expect(all.slice(-2)).toEqual(['sibling "new" left out', "spec shortened"]);
  expect(cutTo(size - 15_500).slice(-2)).toEqual(["spec shortened", "digest of the last failure shortened"]);
});

test("quotes and line ends, which are encoded twice on their way, are counted as they travel", () => {
  const longest = {
    task: "t".repeat(200),
    attempt: "99",
    base_sha: "a".repeat(40),
    key: "k".repeat(300),
  };
  for (const text of ['"', "\n", "\\", "\u0001", "日", "a"]) {
    const files = Array.from({ length: 60 }, (_, n) => ({ path: `${n}`, excerpt: text.repeat(1000) }));
    const briefing = { ...base, context: { spec: "", files, siblings: [] } };
    const fitted = fitBriefing(briefing);
    const payload = JSON.stringify({ ...longest, briefing: fitted.ok ? fitted.json : text.repeat(70_000) });
    expect(payload.length).toBeLessThan(65_535);
  }
});

test("what cannot be made to fit is said with what to shorten", () => {
  const fitted = fitBriefing(large, 500);
  expect(fitted).toMatchObject({ ok: false, words: expect.stringContaining("shorten its objective") });
  const bare = { ...base, lastFailure: null, context: { spec: null, files: [], siblings: [] } };
  expect(fitBriefing(bare, 500).ok).toBe(false);
});

test("texts of every script and size fit whatever happens", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 6000 });
  fc.assert(
    fc.property(text, text, fc.integer({ min: 2200, max: 9000 }), (spec, digest, bytes) => {
      const briefing = {
        ...base,
        context: { ...base.context, spec },
        lastFailure: { class: "check" as const, digest, patchSummary: "" },
      };
      const fitted = fitBriefing(briefing, bytes);
      expect(fitted.ok && byteLength(fitted.json) <= bytes).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("a cut text keeps its beginning and end, between characters, and says how much is gone", () => {
  expect(cutMiddle("short", 10)).toBe("short");
  expect(cutMiddle("a".repeat(100) + "z".repeat(100), 80)).toBe(
    `${"a".repeat(16)}\n[… 160 bytes cut …]\n${"z".repeat(24)}`,
  );
  const wide = cutMiddle("日".repeat(100), 81);
  expect(wide).toMatch(/^日+\n\[… \d+ bytes cut …\]\n日+$/);
  expect(byteLength(wide)).toBeLessThanOrEqual(81);
  expect(cutMiddle("x".repeat(100), 10)).toBe("\n[… 100 bytes cut …]\n");
});
