/** The kinds of path that are nobody's task. `dotfile` may be owned by name; the others never. */
export type ProtectedKind =
  | "git"
  | "dot-directory"
  | "code owners"
  | "git attributes"
  | "agent instructions"
  | "dotfile";

/** Compared with case folded, since a checkout on a case-insensitive disk would do the same (`.GitHub`, `CodeOwners`). */
export function protectedKind(path: string): ProtectedKind | undefined {
  const plain = path.toLowerCase().replace(/\/$/, "");
  const segments = plain.split("/");
  const name = nameOf(plain);
  if (segments.some((segment) => gitNames.has(segment) || segment.startsWith(".git::"))) return "git";
  if (segments.some((segment) => /^github~\d$/.test(segment))) return "dot-directory";
  if (segments.slice(0, -1).some((segment) => segment.startsWith("."))) return "dot-directory";
  if (name === ".github") return "dot-directory";
  if (name === "codeowners") return "code owners";
  if (name === ".gitattributes" || name === ".gitmodules") return "git attributes";
  if (name === "agents.md" || name === "claude.md" || name === "gemini.md") return "agent instructions";
  return name.startsWith(".") ? "dotfile" : undefined;
}

/** `.git` and the short names Windows gives it. */
const gitNames = new Set([".git", "git~1", "git~2", "git~3", "git~4"]);

/** Files that say which code of others is fetched or run. */
export function isManifest(path: string): boolean {
  const name = nameOf(path.toLowerCase());
  return manifestNames.has(name) || manifestEndings.some((ending) => name.endsWith(ending));
}

/** Files that judge: by directory or by name, in the ways the common languages write it. Also true of a glob that says so itself. */
export function isTestPath(path: string): boolean {
  const directories = path.toLowerCase().split("/").slice(0, -1);
  const name = nameOf(path.toLowerCase());
  if (directories.some((segment) => testDirectories.has(segment))) return true;
  return testName.test(name) || name === "conftest.py";
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

const testDirectories = new Set([
  "test",
  "tests",
  "__tests__",
  "spec",
  "specs",
  "testdata",
  "__snapshots__",
  "e2e",
]);
const testName = /^tests?\.[a-z0-9]+$|^test_|[._-](test|tests|spec)\.[a-z0-9]+$|\.snap$/;

const manifestNames = new Set([
  "package.json",
  "package-lock.json",
  "npm-shrinkwrap.json",
  "yarn.lock",
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "bun.lock",
  "bun.lockb",
  "deno.json",
  "deno.lock",
  "pyproject.toml",
  "setup.py",
  "setup.cfg",
  "pipfile",
  "pipfile.lock",
  "poetry.lock",
  "uv.lock",
  "go.mod",
  "go.sum",
  "go.work",
  "cargo.toml",
  "cargo.lock",
  "build.rs",
  "gemfile",
  "gemfile.lock",
  "composer.json",
  "composer.lock",
  "pom.xml",
  "build.gradle",
  "build.gradle.kts",
  "settings.gradle",
  "gradle.lockfile",
  "packages.lock.json",
  "mix.exs",
  "mix.lock",
  "package.swift",
  "package.resolved",
  "pubspec.yaml",
  "pubspec.lock",
  "flake.nix",
  "flake.lock",
]);
const manifestEndings = [".csproj", ".fsproj", ".gemspec", ".lock", "requirements.txt"];
