import { expect, test } from "vitest";
import { compileFilter } from "#src/core/filter-pattern.ts";

function passes(patterns: string | string[], name: string): boolean {
  const filter = compileFilter([patterns].flat());
  if (!filter.ok) throw new Error(filter.reason);
  return filter.matches(name);
}

test.each([
  ["feature/*", "feature/my-branch", true],
  ["feature/*", "feature/beta-a/my-branch", false],
  ["feature/**", "feature/beta-a/my-branch", true],
  ["main", "main", true],
  ["main", "mainline", false],
  ["*", "releases", true],
  ["*", "all/the/branches", false],
  ["**", "all/the/branches", true],
  ["*feature", "ver-10-feature", true],
  ["v2*", "v2.0", true],
  ["v[12].[0-9]+.[0-9]+", "v1.10.1", true],
  ["v[12].[0-9]+.[0-9]+", "v3.10.1", false],
  ["v[12].[0-9]+.[0-9]+", "v1x10.1", false],
  ["[CB]at", "Bat", true],
  ["*.jsx?", "page.js", true],
  ["*.jsx?", "page.jsx", true],
  ["**.js", "src/js/app.js", true],
  ["docs/*", "docs/a/b.md", false],
  ["**/docs/**", "docs/hello.md", true],
  ["**/docs/**", "dir/docs/my-file.txt", true],
  ["**/README.md", "README.md", true],
  ["**/README.md", "js/README.md", true],
  ["**/*src/**", "my-src/code/js/app.js", true],
  ["**/*-post.md", "path/their-post.md", true],
  ["**/migrate-*.sql", "db/sept/migrate-v1.sql", true],
  ["what\\?", "what?", true],
  ["what\\?", "what", false],
  ["😀?", "😀", true],
  ["a(b)", "a(b)", true],
])("GitHub's cheat sheet: %s on %s is %s", (pattern, name, expected) => {
  expect(passes(pattern, name)).toBe(expected);
});

test("the last pattern that matches decides", () => {
  expect(passes(["*.md", "!README.md"], "README.md")).toBe(false);
  expect(passes(["*.md", "!README.md"], "hello.md")).toBe(true);
  expect(passes(["*.md", "!README.md", "README*"], "README.md")).toBe(true);
  expect(passes(["releases/**", "!releases/**-alpha"], "releases/beta/3-alpha")).toBe(false);
});

test.each([["+a"], ["a++"], ["*?"], ["["], ["[a_]"], ["[]"], ["[z-a]"], ["a\\"], [""], ["!"]])(
  "%s is refused with a reason",
  (pattern) => {
    expect(compileFilter([pattern])).toEqual({ ok: false, reason: expect.stringContaining("is not valid") });
  },
);

test("a list of exclusions alone is refused", () => {
  expect(compileFilter(["!main"])).toEqual({ ok: false, reason: expect.stringContaining("without !") });
});
