import type { EventOf } from "#src/core/event.ts";
import { stateOf } from "#src/core/needs-you.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import type { Issue } from "#src/effects/github/issue.ts";
import { readLastEvent } from "#src/effects/github/issue-events.ts";
import { listLabelled } from "#src/effects/github/list-labelled.ts";
import type { World } from "./world.ts";

export type MissedRequest = Readonly<{ root: string; event: EventOf<"RootRequested"> }>;

/**
 * Open issues with the label that nobody told us of: they have no tree, or one that waits for a person and the label was put back since.
 * The request is as old as the label, so that finding it again is the same request.
 */
export async function sweepLabelled(
  world: World,
  { owner, repo: name, label }: { owner: string; repo: string; label: string },
  treeOf: (root: string) => Tree | undefined,
): Promise<MissedRequest[]> {
  const repo = await world.repository(owner, name);
  const missed: MissedRequest[] = [];
  for (const issue of await listLabelled(repo, label)) {
    const root = rootTaskId(`${owner}/${name}`, issue.ref.number);
    const tree = treeOf(root);
    if (tree === undefined || (tree.tasks.size > 0 && stateOf(tree) !== "waiting")) continue;
    const labelled = await readLastEvent(repo, issue.ref.number, (each) => isLabelling(each, label));
    if (labelled?.by === undefined || labelled.by === world.bot || labelled.at <= heardAt(tree)) continue;
    const { by, at } = labelled;
    missed.push({ root, event: { type: "RootRequested", owner, repo: name, ...asked(issue), by, at } });
  }
  return missed;
}

function isLabelling(each: { event: string; label: string | undefined }, label: string): boolean {
  return each.event === "labeled" && each.label?.toLowerCase() === label.toLowerCase();
}

/** Until when a label is the one that was heard of last. */
function heardAt(tree: Tree): number {
  if (tree.tasks.size === 0) return -Infinity;
  const { resumeAt, requestedAt } = rootOf(tree).facts;
  return (resumeAt ?? requestedAt) + oneActMs;
}

/** A webhook tells when the issue was changed, its history when the label was put on: GitHub writes both, not in the very same second. */
const oneActMs = 2000;

function asked({
  ref,
  title,
  body,
  author,
}: Issue): Pick<MissedRequest["event"], "issue" | "title" | "body" | "author"> {
  return { issue: ref, title: title.trim() || "Untitled", body, author };
}
