import { posix } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { judgeRead, judgeWrite, normalisePath } from "#src/core/path-guard.ts";

const scope = {
  owned: ["src/**", "package.json", "test/a.test.ts"],
  protected: ["src/judge/**"],
  allowances: [".github/x.yml"],
};

test.each([
  "../x",
  "src/../../x",
  "..",
  "/etc/passwd",
  "//x",
  "~/x",
  "~root/x",
  "C:/x",
  "c:x",
  "\\\\host\\share",
  "src\\x",
  "src//x",
  "src/./x",
  "src/x.",
  "src/x ",
  "src/ x",
  "src/x./y",
  "src/..",
  "src/...",
  "a\u0000b",
  "a\nb",
  "a\u001b[2Jb",
  "a\u202eb",
  "\ufeffa",
  ".g\u200cit/config",
  "cafe\u0301",
  "%2e%2e/x",
  "a%2Fb",
  "a%5cb",
  "a%00b",
  "\ud800",
  "x".repeat(401),
])("not a path inside the repository: %j", (path) => {
  expect(normalisePath(path)).toMatchObject({ ok: false, code: "path", unsafe: true });
  expect(judgeRead(path).ok).toBe(false);
  expect(judgeWrite(path, { owned: ["**"], protected: [], allowances: ["**"] }).ok).toBe(false);
});

test.each([
  ["src/a.ts", "src/a.ts"],
  ["./src/a.ts", "src/a.ts"],
  ["././a", "a"],
  [".", ""],
  ["", ""],
  ["src/", "src/"],
  ["caf\u00e9/日本.md", "caf\u00e9/日本.md"],
  ["app/[id]/(group)/@slot/page.tsx", "app/[id]/(group)/@slot/page.tsx"],
  ["a b/c-d_e+f,g=h.txt", "a b/c-d_e+f,g=h.txt"],
  ["100%/x", "100%/x"],
])("%j is %j", (raw, path) => {
  expect(normalisePath(raw)).toEqual({ ok: true, path });
});

test.each([
  ".git",
  ".git/config",
  "sub/.git/hooks/x",
  ".GIT/config",
  "GIT~1/config",
  ".git::$INDEX_ALLOCATION/x",
])("git's own directory may not be read: %s", (path) => {
  expect(judgeRead(path)).toMatchObject({ ok: false, code: "git", unsafe: true });
  expect(judgeWrite(path, { owned: ["**"], protected: [], allowances: ["**"] })).toMatchObject({ ok: false });
});

test.each([".github/workflows/ci.yml", ".gitignore", ".npmrc", "CODEOWNERS", "package-lock.json", ""])(
  "the rest of the repository may be read: %j",
  (path) => {
    expect(judgeRead(path)).toEqual({ ok: true, path });
  },
);

test.each([
  ["src/a.ts", undefined],
  ["src/[id].ts", undefined],
  ["package.json", undefined],
  ["test/a.test.ts", undefined],
  [".github/x.yml", undefined],
  ["", "path"],
  ["src/a?.ts", "path"],
  ["src/a:b.ts", "path"],
  ["src/a|b", "path"],
  [".github/workflows/ci.yml", "protected"],
  [".GitHub/x.yml", "protected"],
  ["GITHUB~1/x.yml", "protected"],
  [".github", "protected"],
  ["src/.husky/pre-commit", "protected"],
  ["CODEOWNERS", "protected"],
  ["docs/codeowners", "protected"],
  ["src/.gitattributes", "protected"],
  [".gitmodules", "protected"],
  ["src/CLAUDE.md", "protected"],
  ["AGENTS.md", "protected"],
  ["gemini.md", "protected"],
  ["src/.env", "protected"],
  ["src/package.json", "manifest"],
  ["src/go.mod", "manifest"],
  ["src/requirements.txt", "manifest"],
  ["src/x.csproj", "manifest"],
  ["package-lock.json", "manifest"],
  ["src/judge/a.ts", "test"],
  ["README.md", "scope"],
  ["test/b.test.ts", "scope"],
  ["src/a.test.ts", "test"],
  ["src/__tests__/a.ts", "test"],
  ["src/conftest.py", "test"],
])("writing %j: %s", (path, code) => {
  const verdict = judgeWrite(path, scope);
  expect(verdict.ok ? undefined : verdict.code).toBe(code);
});

test("what is owned by name may be written where a wildcard would not do", () => {
  const owned = (pattern: string, path: string) =>
    judgeWrite(path, { owned: [pattern], protected: [], allowances: [] }).ok;
  expect(owned(".prettierrc", ".prettierrc")).toBe(true);
  expect(owned("**", ".prettierrc")).toBe(false);
  expect(owned("go.mod", "go.mod")).toBe(true);
  expect(owned("*", "go.mod")).toBe(false);
  expect(owned("test/**", "test/a.test.ts")).toBe(true);
  expect(owned("**/*.test.ts", "src/a.test.ts")).toBe(true);
  expect(owned("**", "src/a.test.ts")).toBe(false);
});

test("the words say what was wrong, shortened, and what is owned", () => {
  const verdict = judgeWrite("x".repeat(500), scope);
  expect(verdict.ok ? "" : verdict.words.length).toBeLessThan(260);
  expect(judgeWrite("a", { owned: [], protected: [], allowances: [] })).toMatchObject({
    words: '"a" is outside the task\'s files (none)',
  });
});

test("no path that is let through leads out of the repository or into .git, however it is put together", () => {
  const part = fc.constantFrom(
    "..",
    ".",
    "/",
    "//",
    "a",
    "src",
    ".git",
    ".GIT",
    "~",
    "\\",
    "\u0000",
    "%2e",
    " ",
    "C:",
    "\u200b",
    "x.",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const raw = parts.join("");
      const verdict = judgeRead(raw);
      if (!verdict.ok) return;
      const real = posix.resolve("/repo", verdict.path);
      expect(real === "/repo" || real.startsWith("/repo/")).toBe(true);
      expect(real.toLowerCase().split("/")).not.toContain(".git");
      expect(posix.resolve("/repo", raw)).toBe(real);
    }),
    { numRuns: 20_000 },
  );
});
