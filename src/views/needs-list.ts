import { needsYou } from "#src/core/needs-you.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { inline, sentence } from "./markdown.ts";

const shownMax = 10;
/** A remedy may hold a link with a whole file in it; cut in the middle it would lead nowhere. */
const remedyCharsMax = 1500;

/** What waits for a person, each with what to do; empty when nothing does. */
export function needsList(tree: Tree): string {
  const needs = needsYou(tree);
  if (needs.length === 0) return "";
  const items = needs.slice(0, shownMax).map(({ task: id, what, remedy, comment }) => {
    const task = tree.tasks.get(id);
    const issue = task?.issue === undefined ? "" : `#${task.issue.number} `;
    const name = task === undefined || task.parent === null ? "" : `**${inline(task.title, 80)}**: `;
    const link = comment === undefined ? "" : linkTo(task, comment);
    return [`> - ${issue}${name}${inline(what, 500)}`, `>   **What to do:** ${remedyOf(remedy)}${link}`].join(
      "\n",
    );
  });
  const more = needs.length - items.length;
  return [
    "> [!IMPORTANT]",
    "> **Needs you**",
    ">",
    ...items,
    ...(more > 0 ? [`> - and ${more} more`] : []),
  ].join("\n");
}

function remedyOf(remedy: string): string {
  return remedy.length > remedyCharsMax ? "see the comment about it on its issue" : sentence(remedy);
}

/** From one issue's page to a place on another's, whatever the host is called. */
function linkTo(task: Task | undefined, comment: number): string {
  return task?.issue === undefined
    ? ""
    : ` ([the question](../issues/${task.issue.number}#issuecomment-${comment}))`;
}
