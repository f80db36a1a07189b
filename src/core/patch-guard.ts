import type { PatchFile } from "./report.ts";
import { findSecrets } from "./secrets.ts";
import { judgeWrite, type PathScope } from "./path-guard.ts";
import { isTestPath } from "./protected-path.ts";

export type PatchLimits = Readonly<{ filesMax: number; changedLinesMax: number; bytesMax: number }>;
/** One changed file; `text` is its whole new content where it is text, for the secret scan. */
export type GuardedFile = PatchFile & { readonly text?: string };

export type Violation = Readonly<{
  code:
    | "empty"
    | "path"
    | "git"
    | "protected"
    | "manifest"
    | "test"
    | "scope"
    | "duplicate"
    | "symlink"
    | "submodule"
    | "binary"
    | "secret"
    | "files"
    | "lines"
    | "bytes";
  /** `null` where the whole patch is meant. */
  path: string | null;
  words: string;
  /** `unsafe` stops the leaf and tells a person; `refused` is a failed attempt. */
  kind: "unsafe" | "refused";
}>;

/** What stands against publishing this patch; empty when nothing does. The same judgement serves the worker's `submit` and the orchestrator. */
export function judgePatch(
  files: readonly GuardedFile[],
  scope: PathScope & { limits: PatchLimits },
): Violation[] {
  if (files.length === 0) return [violation("empty", null, "the patch changes nothing", "refused")];
  return [
    ...duplicates(files),
    ...files.flatMap((file) => judgeFile(file, scope)),
    ...judgeSize(files, scope.limits),
  ];
}

function judgeFile(file: GuardedFile, scope: PathScope): Violation[] {
  const { path } = file;
  const found: Violation[] = [];
  const verdict = judgeWrite(path, scope);
  if (!verdict.ok) found.push(violation(verdict.code, path, verdict.words, "unsafe"));
  else if (verdict.path !== path)
    found.push(violation("path", path, `${path} is not spelled plainly`, "unsafe"));
  if (file.mode === "120000") found.push(violation("symlink", path, `${path} is a symbolic link`, "unsafe"));
  if (file.mode === "160000") found.push(violation("submodule", path, `${path} is a submodule`, "unsafe"));
  if (file.binary === true) found.push(violation("binary", path, `${path} is binary`, "refused"));
  if (verdict.ok && file.status === "deleted" && isTestPath(path) && !scope.allowances.includes(path)) {
    found.push(violation("test", path, `${path} is a test and would be deleted`, "unsafe"));
  }
  for (const name of new Set(findSecrets(file.text ?? "").map((secret) => secret.name))) {
    found.push(violation("secret", path, `${path} holds what looks like a credential (${name})`, "unsafe"));
  }
  return found;
}

function judgeSize(files: readonly GuardedFile[], limits: PatchLimits): Violation[] {
  const lines = sum(files, (file) => file.addedLines + file.removedLines);
  const bytes = sum(files, (file) => file.bytes);
  return [
    ...over("files", files.length, limits.filesMax, "files changed"),
    ...over("lines", lines, limits.changedLinesMax, "lines added and removed"),
    ...over("bytes", bytes, limits.bytesMax, "bytes in the changed files"),
  ];
}

function over(code: Violation["code"], actual: number, max: number, what: string): Violation[] {
  return actual > max
    ? [violation(code, null, `${actual} ${what}, at most ${max} are allowed`, "refused")]
    : [];
}

/** Two names that one file system would take for the same file. */
function duplicates(files: readonly GuardedFile[]): Violation[] {
  const seen = new Set<string>();
  return files.flatMap(({ path }) => {
    const folded = path.normalize("NFC").toLowerCase();
    if (!seen.has(folded)) {
      seen.add(folded);
      return [];
    }
    return [
      violation("duplicate", path, `${path} is named twice, or differs from another only by case`, "unsafe"),
    ];
  });
}

function sum(files: readonly GuardedFile[], of: (file: GuardedFile) => number): number {
  return files.reduce((total, file) => total + of(file), 0);
}

function violation(
  code: Violation["code"],
  path: string | null,
  words: string,
  kind: Violation["kind"],
): Violation {
  return { code, path, words, kind };
}
