import { createHash } from "node:crypto";
import { attemptKey, type Attempt } from "#src/core/attempt.ts";
import type { EffectOf } from "#src/core/effect.ts";
import type { EventOf, TreeEvent } from "#src/core/event.ts";
import { judgePatch } from "#src/core/patch-guard.ts";
import { AttemptResult } from "#src/core/report.ts";
import { scopeOf } from "#src/core/scope.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { settle } from "#src/core/usage.ts";
import { readArtifact } from "#src/effects/github/artifact.ts";
import * as runs from "#src/effects/github/runs.ts";
import { takeOverTrace } from "./worker-trace.ts";
import { repositoryOf, type World } from "./world.ts";

export const reportArtifact = "fractal-report";

/** Also when it had ended before: what it handed back is collected next, and where it handed back nothing its reserve is charged. */
export async function cancelRun(
  world: World,
  tree: Tree,
  { runId }: EffectOf<"CancelRun">,
): Promise<TreeEvent[]> {
  await runs.cancelRun(await repositoryOf(world, tree), runId);
  return [{ type: "RunEnded", runId, conclusion: "cancelled" }];
}

/** Reads the run's artifact as hostile input: capped, parsed, its patch guarded, its money held against its own trace. */
export async function collectReport(
  world: World,
  tree: Tree,
  effect: EffectOf<"CollectReport">,
): Promise<TreeEvent[]> {
  const task = tree.tasks.get(effect.task);
  const attempt = task?.attempts.find(({ n }) => n === effect.attempt);
  if (task === undefined || attempt === undefined) return [];
  const about = { type: "AttemptReported" as const, task: task.id, attempt: attempt.n, violations: [] };
  const artifact = await readArtifact(await repositoryOf(world, tree), {
    runId: effect.runId,
    name: reportArtifact,
  });
  if ("missing" in artifact)
    return [
      {
        ...about,
        problem: `run ${effect.runId} ended with ${attempt.runConclusion ?? "nothing"} and left no report`,
      },
    ];
  if ("problem" in artifact) return [{ ...about, problem: artifact.problem }];
  return [{ ...about, ...judged(world, tree, { task, attempt, files: artifact.files }) }];
}

function judged(
  world: World,
  tree: Tree,
  { task, attempt, files }: { task: Task; attempt: Attempt; files: ReadonlyMap<string, Buffer> },
): Pick<EventOf<"AttemptReported">, "result" | "violations" | "problem" | "usage"> {
  const parsed = AttemptResult.safeParse(parseJson(files.get("report.json")));
  const key = attemptKey(task.id, attempt.n);
  const ids = { root: tree.root, task: task.id, attempt: attempt.n, key };
  const traced = takeOverTrace(world.trace, files, ids);
  const { usage } = settle(parsed.success ? parsed.data.usage : undefined, traced, attempt.reservedUsd);
  if (!parsed.success) return { violations: [], problem: "the report is not the agreed JSON", usage };
  const result = parsed.data;
  if (result.key !== key) return { violations: [], problem: "the report is that of another attempt", usage };
  if (result.patch.base !== attempt.baseSha)
    return {
      violations: [],
      problem: "the report was made on another commit than the one dispatched",
      usage,
    };
  const scope = scopeOf(task, rootOf(tree).facts.config.limits);
  const guarded = result.patch.files.map((file) => ({ ...file, ...contentOf(files, file.path) }));
  const missing = result.patch.files.find((file) => file.status !== "deleted" && !isWhole(files, file));
  if (missing !== undefined)
    return {
      violations: [],
      problem: `the artifact does not hold ${missing.path} as the report says`,
      usage,
    };
  const submitted = result.outcome === "submitted" && result.report?.status === "done";
  const violations = submitted
    ? judgePatch(guarded, scope).map(({ code, words, kind }) => ({ code, words, kind }))
    : [];
  world.trace.write({
    type: "validation",
    root: tree.root,
    task: task.id,
    attempt: attempt.n,
    attrs: {
      subject: "patch",
      verdict: violations.length === 0 ? "passed" : "refused",
      detail: violations.map(({ words }) => words).join("; "),
    },
  });
  return { result, violations, usage };
}

/** The bytes beside the report are the ones it speaks of. */
function isWhole(
  files: ReadonlyMap<string, Buffer>,
  file: { path: string; sha256: string; bytes: number },
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
