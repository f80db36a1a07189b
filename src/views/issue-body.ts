import { awaitsApproval } from "#src/core/approval.ts";
import { epicBranch } from "#src/core/branch.ts";
import { hash53 } from "#src/core/task-id.ts";
import { wordsMax } from "#src/core/task-words.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { code, fitBody, inline, quote } from "./markdown.ts";
import { neutralise } from "./neutralise.ts";
import { clip, joinLines } from "./plain.ts";

/** The issue of a task, for people; its first line is hidden and says which task it is and what it said when we wrote it. */
export function renderIssueBody(tree: Tree, task: Task): string {
  const text = fitBody([
    quote(task.objective),
    ["| | |", "|---|---|", ...rowsOf(tree, task).map(([name, value]) => `| **${name}** | ${value} |`)].join(
      "\n",
    ),
    task.verify === null ? "" : `**Checked by** ${code(task.verify, 1000)}`,
    task.files.length === 0 ? "" : `**May change** ${task.files.map((file) => code(file)).join(", ")}`,
    editsNote(tree),
  ]);
  return `${taskMarker(task.id)}root=${task.root} v=1 hash=${fingerprint(text)} -->\n${text}\n`;
}

export type ParsedIssueBody = Readonly<{ id: string; root: string; hash: string; edited: boolean }>;

/**
 * What the marker in an issue's text says, and whether anybody changed the text since. Undefined: no marker of ours.
 * Anybody can paste a marker: only believe it in issues that we wrote ourselves.
 */
export function parseIssueBody(text: string): ParsedIssueBody | undefined {
  const lines = text.replace(/\r\n?/g, "\n");
  const match = marker.exec(lines);
  const { id, root, hash } = match?.groups ?? {};
  if (match === null || id === undefined || root === undefined || hash === undefined) return undefined;
  const before = lines.slice(0, match.index).trim();
  const rest = lines.slice(match.index + match[0].length);
  return { id, root, hash, edited: before !== "" || fingerprint(rest) !== hash };
}

/** The fixed beginning of the marker: what a search for a task's issue looks for. */
export function taskMarker(id: string): string {
  return `<!-- fractal:task id=${id} `;
}

/** GitHub takes 256 characters. */
export function issueTitle(task: Task): string {
  return clip(joinLines(neutralise(task.title)), 240) || task.id;
}

const marker =
  /^<!-- fractal:task id=(?<id>[\w.-]+) root=(?<root>[\w.-]+) v=1 hash=(?<hash>[a-z0-9]+) -->[ \t]*$/m;

/** Space at the ends does not count: editors add and take it. */
function fingerprint(text: string): string {
  return hash53(text.trim()).toString(36);
}

function rowsOf(tree: Tree, task: Task): [string, string][] {
  const parent = task.parent === null ? undefined : tree.tasks.get(task.parent);
  const needs = task.needs.flatMap((id) => tree.tasks.get(id) ?? []);
  return [
    ["Done when", inline(task.acceptance, wordsMax.acceptance) || "all its parts are done"],
    ["Kind", `${task.type}, size ${task.size}, ${task.risk} risk`],
    ["Needs first", needs.map(nameOf).join(", ") || "nothing"],
    ["Part of", parent === undefined ? "" : nameOf(parent)],
  ];
}

/** GitHub shows the title beside a number by itself. */
function nameOf(task: Task): string {
  return task.issue === undefined ? inline(task.title, 100) : `#${task.issue.number}`;
}

function editsNote(tree: Tree): string {
  const epic = code(epicBranch(rootOf(tree).facts.issue));
  return [
    "---",
    ...(awaitsApproval(rootOf(tree).facts)
      ? [
          "Until the plan is approved, what is changed in the title, the text above or “Done when” is taken over. After that:",
          "",
        ]
      : []),
    "This text is made from the task: **editing it does not change the task.** Instead:",
    `- do it yourself on ${epic} and close this issue as completed (its check is run there),`,
    "- or close it as not planned to drop it,",
    "- or let it run and request changes on the pull request at the end: they become one more task.",
  ].join("\n");
}
