import { z } from "zod";
import { epicBranch } from "#src/core/branch.ts";
import { ceilingUsd, moneyOf } from "#src/core/budget.ts";
import { moneyOfTask } from "#src/core/money-of-task.ts";
import { shownStatus } from "#src/core/mirror-state.ts";
import { needsYou, stateOf } from "#src/core/needs-you.ts";
import { Size, Status } from "#src/core/task.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { outline } from "./outline.ts";
import { pullOf } from "./tree-list.ts";

const count = z.int().nonnegative();
const dollars = z.number().nonnegative();

/** The one JSON document that `fractal run --json` prints. Money in US dollars; numbers of issues and pull requests as GitHub gives them. */
export const RunResult = z.object({
  v: z.literal(1),
  root: z.string(),
  status: z.enum(["working", "ready", "merged", "waiting", "failed"]),
  /** 0: ready for review or merged; 3: waits for a person; 1: failed, or stopped on the way. */
  exitCode: z.int(),
  /** Parents before their children. */
  tasks: z.array(
    z.object({
      id: z.string(),
      parent: z.string().nullable(),
      title: z.string(),
      size: Size,
      status: Status,
      attempts: count,
      inputTokens: count,
      outputTokens: count,
      usd: dollars,
      issue: z.int().positive().nullable(),
      /** Of the last attempt that was published; the root's is the epic branch. */
      branch: z.string().nullable(),
      pullRequest: z.int().positive().nullable(),
    }),
  ),
  totals: z.object({
    tasks: count,
    leaves: count,
    done: count,
    attempts: count,
    inputTokens: count,
    outputTokens: count,
    usd: dollars,
    budgetUsd: dollars,
  }),
  needsYou: z.array(z.object({ task: z.string(), what: z.string(), remedy: z.string() })),
  pullRequest: z.int().positive().nullable(),
  /** Null as long as it has not been made. */
  epicBranch: z.string().nullable(),
});
export type RunResult = z.infer<typeof RunResult>;

/** @param exitCode what the process will say, when that is not what the tree's state says by itself */
export function runResult(
  tree: Tree,
  { exitCode = exitCodeOf(tree) }: { exitCode?: number } = {},
): RunResult {
  const { facts } = rootOf(tree);
  const rows = outline(tree);
  const { spentUsd: usd, inputTokens, outputTokens } = moneyOf(tree);
  return {
    v: 1,
    root: tree.root,
    status: stateOf(tree),
    exitCode,
    tasks: rows.map(({ task }) => taskResult(task)),
    totals: {
      tasks: rows.length,
      leaves: rows[0]?.leaves ?? 0,
      done: rows[0]?.leavesDone ?? 0,
      attempts: rows.reduce((sum, { task }) => sum + task.attempts.length, 0),
      inputTokens,
      outputTokens,
      usd,
      budgetUsd: ceilingUsd(tree),
    },
    needsYou: needsYou(tree).map(({ task, what, remedy }) => ({ task, what, remedy })),
    pullRequest: facts.pullRequest ?? null,
    epicBranch: facts.epicSha === undefined ? null : epicBranch(facts.issue),
  };
}

/** A tree that still works when its process ends was interrupted: that is no success. */
export function exitCodeOf(tree: Tree): 0 | 1 | 3 {
  const state = stateOf(tree);
  if (state === "waiting") return 3;
  return state === "ready" || state === "merged" ? 0 : 1;
}

function taskResult(task: Task): RunResult["tasks"][number] {
  const { spentUsd: usd, inputTokens, outputTokens } = moneyOfTask(task);
  const published = task.attempts.findLast(({ branch }) => branch !== undefined)?.branch;
  const { facts } = task;
  return {
    id: task.id,
    parent: task.parent,
    title: task.title,
    size: task.size,
    status: shownStatus(task),
    attempts: task.attempts.length,
    inputTokens,
    outputTokens,
    usd,
    issue: task.issue?.number ?? null,
    branch: (facts?.epicSha === undefined ? published : epicBranch(facts.issue)) ?? null,
    pullRequest: (facts === undefined ? pullOf({ task }) : facts.pullRequest) ?? null,
  };
}
