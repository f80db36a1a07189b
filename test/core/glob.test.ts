import { expect, test } from "vitest";
import { isLiteralPath, matchesAnyGlob, matchesGlob } from "#src/core/glob.ts";

test.each([
  ["src/a.ts", "src/a.ts", true],
  ["./src/a.ts", "src/a.ts", true],
  ["src/a.ts", "src/b.ts", false],
  ["src/*.ts", "src/a.ts", true],
  ["src/*.ts", "src/deep/a.ts", false],
  ["src/**", "src/deep/a.ts", true],
  ["src/", "src/deep/a.ts", true],
  ["src", "src/a.ts", false],
  ["**/*.test.ts", "a.test.ts", true],
  ["**/*.test.ts", "x/y/a.test.ts", true],
  ["src/**/a.ts", "src/a.ts", true],
  ["src/**/a.ts", "src/x/y/a.ts", true],
  ["src/**/a.ts", "src/x/y/b.ts", false],
  ["a?.ts", "ab.ts", true],
  ["a?.ts", "a.ts", false],
  ["src/*", "src-evil/a.ts", false],
  ["app/[id]/page.tsx", "app/[id]/page.tsx", true],
  ["app/[id]/page.tsx", "app/i/page.tsx", false],
  ["a+b/c++.cc", "a+b/c++.cc", true],
  ["*a*b*c", "xaxbxc", true],
  ["*a*b*c", "xaxbx", false],
  ["src/a.ts/extra", "src/a.ts", false],
])("%s covers %s: %s", (pattern, path, covered) => {
  expect(matchesGlob(pattern, path)).toBe(covered);
  expect(matchesAnyGlob(["nothing", pattern], path)).toBe(covered);
});

test("a hostile pattern costs no more than its size", () => {
  expect(matchesGlob("*a".repeat(150), "a".repeat(400))).toBe(true);
  expect(matchesGlob(`${"**/".repeat(100)}x`, "a/".repeat(200))).toBe(false);
});

test("a literal names one file", () => {
  expect(isLiteralPath("src/a.ts")).toBe(true);
  expect(["src/", "src/*", "a?"].some((pattern) => isLiteralPath(pattern))).toBe(false);
});
