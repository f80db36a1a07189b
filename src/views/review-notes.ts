import type { Task } from "#src/core/tree.ts";
import { counted } from "./amount.ts";
import { inline } from "./markdown.ts";
import type { OutlineRow } from "./outline.ts";

const notesMax = 40;

/** Where a reviewer should look first: what did not go straight, and what a worker took for granted. */
export function reviewNotes(rows: readonly OutlineRow[]): string {
  const notes = rows.filter(({ depth }) => depth > 0).flatMap(({ task }) => notesOf(task));
  if (notes.length === 0)
    return "**Where to look first**: nothing stands out; every leaf was green at its first attempt.";
  const more = notes.length - notesMax;
  return [
    "**Where to look first**",
    "",
    ...notes.slice(0, notesMax).map((note) => `- ${note}`),
    ...(more > 0 ? [`- and ${counted(more, "point")} more, in the pull requests above`] : []),
  ].join("\n");
}

function notesOf(task: Task): string[] {
  const failed = task.attempts.flatMap(({ n, outcome }) =>
    outcome === undefined ? [] : [{ n, ...outcome }],
  );
  const assumed = task.attempts.findLast(({ mergedSha }) => mergedSha !== undefined)?.report;
  const name = nameOf(task);
  return [
    ...(failed.length > 0
      ? [
          `${name} failed ${failed.length === 1 ? "once" : `${failed.length} times`}: ${failed.map(({ n, reason }) => `attempt ${n}, ${inline(reason, 160)}`).join("; ")}`,
        ]
      : []),
    ...(task.origin === "repair"
      ? [`${name} is a repair: its check was red after the parts were merged`]
      : []),
    ...(task.origin === "review" ? [`${name} answers a review of this pull request`] : []),
    ...(task.closedBy ? [closedNote(name, task.closedBy, task)] : []),
    ...(assumed?.assumptions ?? []).map((each) => `${name} assumes: ${inline(each, 300)}`),
    ...(assumed?.unresolved ?? []).map((each) => `${name} leaves open: ${inline(each, 300)}`),
  ];
}

function closedNote(name: string, closedBy: NonNullable<Task["closedBy"]>, task: Task): string {
  if (closedBy.as === "not_planned")
    return `${name} was waived: ${inline(closedBy.login)} closed it as not planned`;
  const check = task.verify === null ? "it has no check of its own" : "its check held on the epic branch";
  return `${name} was done by ${inline(closedBy.login)}, not by a worker; ${check}`;
}

function nameOf(task: Task): string {
  return `${task.issue === undefined ? "" : `#${task.issue.number} `}**${inline(task.title, 80)}**`;
}
