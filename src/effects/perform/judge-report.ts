import { createHash } from "node:crypto";
import { attemptKey, type Attempt } from "#src/core/attempt.ts";
import type { EventOf } from "#src/core/event.ts";
import { isLiteralPath } from "#src/core/glob.ts";
import { judgePatch, type Violation } from "#src/core/patch-guard.ts";
import { protectedKind } from "#src/core/protected-path.ts";
import { AttemptResult } from "#src/core/report.ts";
import type { Limits } from "#src/core/rules.ts";
import { scopeOf } from "#src/core/scope.ts";
import type { Task } from "#src/core/tree.ts";

/** What a report is worth. `claimed` is its usage, which counts also where the rest does not. */
export type JudgedReport = Pick<EventOf<"AttemptReported">, "result" | "violations" | "problem"> &
  Readonly<{ claimed?: AttemptResult["usage"] }>;

/** Holds what a job handed back against what was dispatched; none of it is trusted. */
export function judgeReport(
  files: ReadonlyMap<string, Buffer>,
  { task, attempt, limits }: { task: Task; attempt: Attempt; limits: Limits },
): JudgedReport {
  const parsed = AttemptResult.safeParse(parseJson(files.get("report.json")));
  if (!parsed.success) return { violations: [], problem: "the report is not the agreed JSON" };
  const result = parsed.data;
  const refused = (problem: string) => ({ violations: [], problem, claimed: result.usage });
  if (result.key !== attemptKey(task.id, attempt.n)) return refused("the report is that of another attempt");
  if (result.patch.base !== attempt.baseSha)
    return refused("the report was made on another commit than the one dispatched");
  const missing = result.patch.files.find((file) => file.status !== "deleted" && !isWhole(files, file));
  if (missing !== undefined) return refused(`the artifact does not hold ${missing.path} as the report says`);
  const submitted = result.outcome === "submitted" && result.report?.status === "done";
  const guarded = result.patch.files.map((file) => ({ ...file, ...contentOf(files, file.path) }));
  const violations = submitted ? judgePatch(guarded, scopeOf(task, limits)) : [];
  return {
    result,
    violations: violations.map(({ code, words, kind, path }) => ({
      code,
      words,
      kind,
      ...(path !== null && mayBeAllowed(code, path) && { path }),
    })),
    claimed: result.usage,
  };
}

/** Manifests, lockfiles, dot-files, tests and files of other tasks: what a person may want all the same. */
function mayBeAllowed(code: Violation["code"], path: string): boolean {
  // What is allowed is matched as a glob.
  if (!isLiteralPath(path)) return false;
  if (code === "protected") return protectedKind(path) === "dotfile";
  return code === "manifest" || code === "test" || code === "scope";
}

/** The bytes that were handed back are the ones that the report speaks of. */
export function isWhole(
  files: ReadonlyMap<string, Buffer>,
  file: Readonly<{ path: string; sha256: string; bytes: number }>,
): boolean {
  const content = files.get(`files/${file.path}`);
  if (content === undefined || content.length !== file.bytes) return false;
  return createHash("sha256").update(content).digest("hex") === file.sha256;
}

function contentOf(files: ReadonlyMap<string, Buffer>, path: string): { text?: string } {
  const content = files.get(`files/${path}`);
  return content === undefined ? {} : { text: content.toString("utf8") };
}

function parseJson(content: Buffer | undefined): unknown {
  try {
    return content === undefined ? undefined : JSON.parse(content.toString("utf8"));
  } catch {
    return undefined;
  }
}
