import { expect, test } from "vitest";
import { covers, overlap } from "#src/core/owned-files.ts";

test.each([
  ["src/a.js", "src/a.js", true],
  ["./src/a.js", "src/a.js", true],
  ["**", "anything/at/all", true],
  ["src/", "src/deep/a.js", true],
  ["src/**", "src/deep/", true],
  ["src/**", "srcs/a.js", false],
  ["src/*.js", "src/a.js", true],
  ["src/*.js", "src/deep/a.js", false],
  ["src/*/**", "src/deep/a.js", true],
  ["src/*.js", "src/b*.js", false],
  ["app/[id]/page.js", "app/[id]/page.js", true],
  ["src/a.js", "src/b.js", false],
])("%s covers %s: %s", (owned, file, expected) => {
  expect(covers(owned, file)).toBe(expected);
});

test.each([
  ["src/a.js", "src/", true],
  ["src/", "src/a.js", true],
  ["src/*.js", "src/b*.js", true],
  ["src/a*.js", "src/b*.js", false],
  ["src/*.js", "lib/a.js", false],
  ["lib/a.js", "src/*.js", false],
])("%s and %s may name one file: %s", (a, b, expected) => {
  expect(overlap(a, b)).toBe(expected);
});
