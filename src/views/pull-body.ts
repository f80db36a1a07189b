import { type Attempt, attemptKey } from "#src/core/attempt.ts";
import { ceilingUsd, moneyOf } from "#src/core/budget.ts";
import { moneyOfTask } from "#src/core/money-of-task.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { counted, tokens, usd } from "./amount.ts";
import { checksList } from "./checks-list.ts";
import { issueTitle } from "./issue-body.ts";
import { code, fitBody, inline, quote } from "./markdown.ts";
import { costByModel } from "./cost-by-model.ts";
import { joinLines } from "./plain.ts";
import { neutralise } from "./neutralise.ts";
import { outline } from "./outline.ts";
import { reviewNotes } from "./review-notes.ts";
import { treeList } from "./tree-list.ts";

/** Hidden in the body of a pull request. `key`: the one of the effect that opened a leaf's, `<root>/pull-request` for the root's. */
export function pullMarker(key: string): string {
  return `<!-- fractal:pull key=${key} v=1 -->`;
}

export function leafPullTitle(task: Task): string {
  return issueTitle(task);
}

/**
 * The pull request of one attempt: what was asked, what the worker says it did, what it cost.
 * @param runUrl the page of the attempt's run; without it the link is relative to the pull request's own page
 */
export function renderLeafPullBody(
  tree: Tree,
  task: Task,
  attempt: Attempt,
  { runUrl }: { runUrl?: string } = {},
): string {
  const { report } = attempt;
  const issue = task.issue === undefined ? "" : ` for #${task.issue.number}`;
  return fitBody([
    `${pullMarker(`${attemptKey(task.id, attempt.n)}/pull-request`)}\nAttempt ${attempt.n}${issue}, part of #${rootOf(tree).facts.issue}.`,
    `**Done when** ${inline(task.acceptance, 1000)}`,
    `**What was done**, in the words of ${code(attempt.model)}:\n\n${quote(report?.summary ?? "nothing was said", 4000)}`,
    listOf("Assumed on the way", report?.assumptions),
    listOf("Left open", report?.unresolved),
    testsOf(attempt),
    `**Checks**: ${checksList(attempt.judgement) || "they appear below. They decide, not this text."}`,
    costOf(task, attempt),
    `**Trace** ${runOf(attempt, runUrl)} keeps it as an artifact (task ${code(task.id)}, attempt ${attempt.n}).`,
  ]);
}

/** What a worker's commit says. The summary stays in one line, so that it cannot pass for a trailer. */
export function leafCommitMessage(task: Task, attempt: Attempt): string {
  const summary = attempt.report?.summary;
  return [
    issueTitle(task),
    ...(summary ? [`In the worker's words: ${joinLines(neutralise(summary))}`] : []),
  ].join("\n\n");
}

export function rootPullTitle(tree: Tree): string {
  return issueTitle(rootOf(tree));
}

/** The pull request that a person reviews: what was built, what it cost, and where to look first. */
export function renderRootPullBody(tree: Tree): string {
  const root = rootOf(tree);
  const { issue } = root.facts;
  const rows = outline(tree);
  const leaves = rows[0]?.leavesDone ?? 0;
  const { spentUsd } = moneyOf(tree);
  return fitBody([
    `${pullMarker(`${root.id}/pull-request`)}\nCloses #${issue}`,
    `**What was built**, in ${leaves === 1 ? "1 leaf" : `${leaves} leaves`} for ${usd(spentUsd)} of ${usd(ceilingUsd(tree))}:`,
    treeList(rows),
    reviewNotes(rows),
    `**Cost**\n\n${costByModel(tree)}`,
    "**Merge it** when you are content. **Request changes** in a review and they become one more task. If you close it unmerged, you are asked what then.",
  ]);
}

function listOf(name: string, items: readonly string[] = []): string {
  if (items.length === 0) return "";
  return [`**${name}**`, "", ...items.map((item) => `- ${inline(item, 1000)}`)].join("\n");
}

function testsOf({ report }: Attempt): string {
  const runs = report?.testsRun ?? [];
  if (runs.length === 0) return "**Tests the worker ran** none";
  const lines = runs.map(
    ({ command, exit }) => `- ${code(command)} ${exit === 0 ? "passed" : `failed, exit status ${exit}`}`,
  );
  return ["**Tests the worker ran**", "", ...lines].join("\n");
}

function costOf(task: Task, { usage, n }: Attempt): string {
  const own =
    usage === undefined
      ? `attempt ${n} is not settled yet`
      : `${usd(usage.usd)} for attempt ${n} (${tokens(usage.inputTokens)} tokens in, ${tokens(usage.outputTokens)} out, ${counted(usage.calls, "call")})`;
  return `**Cost** ${own}; ${usd(moneyOfTask(task).spentUsd)} for this task so far`;
}

function runOf({ runId }: Attempt, runUrl: string | undefined): string {
  if (runUrl === undefined && runId === undefined) return "The run";
  return `[The run](${runUrl ?? `../actions/runs/${runId}`})`;
}
