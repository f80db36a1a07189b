import { ceilingUsd, leftUsd, moneyOf } from "#src/core/budget.ts";
import { needsYou, stateOf } from "#src/core/needs-you.ts";
import { isClosed } from "#src/core/task.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { leavesDone, usd } from "./amount.ts";
import { details, fitBody } from "./markdown.ts";
import { mermaidOf } from "./mermaid.ts";
import { moneyTable } from "./money-table.ts";
import { needsList } from "./needs-list.ts";
import { outline } from "./outline.ts";
import { stateWord } from "./status-word.ts";
import { treeList } from "./tree-list.ts";

/** The one comment on the root issue that is kept up to date. It has no clock: equal trees give equal bytes. */
export function renderSticky(tree: Tree): string {
  const rows = outline(tree);
  return fitBody([
    `${stickyMarker(tree.root)}\n${heading(tree, rows[0])}`,
    readyLine(tree),
    needsList(tree),
    treeList(rows) || "There is no plan yet.",
    `<sub>${goOn(tree)}${canBeSaid(tree)}</sub>`,
    details("Money", moneyTable(rows), balance(tree)),
    details("Graph", mermaidOf(rows, stateWord(stateOf(tree)))),
  ]);
}

export function stickyMarker(root: string): string {
  return `<!-- fractal:tree root=${root} v=1 -->`;
}

function heading(tree: Tree, root: { leaves: number; leavesDone: number } | undefined): string {
  const { dot, word } = stateWord(stateOf(tree));
  const needs = needsYou(tree).length;
  const parts = [
    leavesDone(root),
    `${usd(moneyOf(tree).spentUsd)} of ${usd(ceilingUsd(tree))} spent`,
    ...(needs > 0 ? [`${needs} ${needs === 1 ? "needs" : "need"} you`] : []),
  ];
  return `### ${dot} ${word.charAt(0).toUpperCase()}${word.slice(1)} · ${parts.join(" · ")}`;
}

function readyLine(tree: Tree): string {
  const { pullRequest } = rootOf(tree).facts;
  if (stateOf(tree) !== "ready" || pullRequest === undefined) return "";
  return `**Review and merge #${pullRequest}**: everything is in it and its checks are green.`;
}

function balance(tree: Tree): string {
  return `Budget ${usd(ceilingUsd(tree))}: ${usd(moneyOf(tree).spentUsd)} spent, ${usd(moneyOf(tree).reservedUsd)} reserved for calls under way, ${usd(Math.max(0, leftUsd(tree)))} left.`;
}

/** Here or under any other issue of the tree, as long as somebody listens. */
function canBeSaid(tree: Tree): string {
  const isHeard = rootOf(tree).facts.allowed !== false && !isClosed(rootOf(tree).status);
  return isHeard ? " Commands: comment `/fractal help`." : "";
}

function goOn(tree: Tree): string {
  const { pullRequest } = rootOf(tree).facts;
  switch (stateOf(tree)) {
    case "ready":
      return `Changes requested on #${pullRequest} become one more task. If you close it unmerged, you are asked here what then.`;
    case "merged":
      return "All done. Nothing is left to do here.";
    case "failed":
      return rootOf(tree).status === "cancelled"
        ? "This tree has ended; its branches and pull requests stay. To take it up again, write `/fractal retry` here."
        : "This tree has ended; its branches and pull requests stay. To try again, label a new issue.";
    case "waiting":
      return "Nothing runs and nothing costs until you have moved one of the points above.";
    default:
      if (needsYou(tree).length > 0) return "The rest goes on meanwhile. To stop the tree, close this issue.";
      return "Nothing to do for now: this comment is kept up to date. To stop the tree, close this issue.";
  }
}
