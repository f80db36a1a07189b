import { epicBranch } from "#src/core/branch.ts";
import { ceilingUsd, moneyOf } from "#src/core/budget.ts";
import { needsYou, stateOf } from "#src/core/needs-you.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { counted, leavesDone, tokens, usd } from "./amount.ts";
import { type OutlineRow, outline } from "./outline.ts";
import { clip, oneLine, plain } from "./plain.ts";
import { stateWord } from "./status-word.ts";
import { pullOf } from "./tree-list.ts";

/** What to type next, and what one sees then. */
export type NextStep = Readonly<{ type: string; why: string }>;

/** The closing text of `fractal run`: what came of it, where it is, what it cost, what to do, what to type. */
export function renderSummary(tree: Tree, { next = [] }: { next?: readonly NextStep[] } = {}): string {
  const rows = outline(tree);
  const { facts, title } = rootOf(tree);
  const { glyph, word } = stateWord(stateOf(tree));
  const { epicSha, issue, pullRequest } = facts;
  return [
    `${glyph} ${word}: ${clip(oneLine(title), 100)}`,
    section("", [
      `Branch  ${epicSha === undefined ? "none yet" : epicBranch(issue)}`,
      `Review  ${pullRequest === undefined ? "no pull request yet" : `pull request #${pullRequest}`}`,
      `Leaves  ${leavesLine(rows)}`,
      `Money   ${moneyLine(tree)}`,
    ]),
    section("Needs you", needLines(tree)),
    section("Pull requests", pullLines(rows)),
    section("To look further", nextLines(next)),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function leavesLine(rows: readonly OutlineRow[]): string {
  const attempts = rows.reduce((sum, { task }) => sum + task.attempts.length, 0);
  return `${leavesDone(rows[0])}, ${counted(attempts, "attempt")}`;
}

function moneyLine(tree: Tree): string {
  const { spentUsd, inputTokens, outputTokens } = moneyOf(tree);
  return `${usd(spentUsd)} of ${usd(ceilingUsd(tree))} (${tokens(inputTokens)} tokens in, ${tokens(outputTokens)} out)`;
}

function pullLines(rows: readonly OutlineRow[]): string[] {
  return rows.flatMap(({ task }) => {
    const pull = pullOf({ task });
    const merged = task.attempts.some(({ mergedSha }) => mergedSha !== undefined);
    return pull === undefined
      ? []
      : [`#${pull}`.padEnd(6) + `${clip(oneLine(task.title), 70)}, ${merged ? "merged" : "not merged"}`];
  });
}

/** A remedy with a prefilled link is longer than a terminal is wide; the comment on the issue has it whole. */
function needLines(tree: Tree): string[] {
  return needsYou(tree).flatMap(({ task: id, what, remedy }) => {
    const task = tree.tasks.get(id);
    const name = task === undefined || task.parent === null ? "" : `${oneLine(task.title)}: `;
    return [`- ${clip(name + oneLine(what), 400)}`, `  What to do: ${clip(oneLine(remedy), 400)}`];
  });
}

/** A command on a line of its own can be copied as it is. */
function nextLines(next: readonly NextStep[]): string[] {
  return next.flatMap(({ type, why }) => [`# ${clip(oneLine(why), 200)}`, plain(type)]);
}

function section(name: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return [...(name === "" ? [] : [name]), ...lines.map((line) => `  ${line}`)].join("\n");
}
