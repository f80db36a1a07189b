import type { TreeEvent } from "#src/core/event.ts";
import { doneByAnother } from "#src/core/mirror-state.ts";
import { isClosed } from "#src/core/task.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import type { Repo } from "#src/effects/github/client.ts";
import type { Issue } from "#src/effects/github/issue.ts";
import { readLastEvent } from "#src/effects/github/issue-events.ts";
import type { World } from "./world.ts";

/**
 * What a person decided about a task by its issue and no event told of. Only where issue and tree differ the issue's history is asked,
 * which also tells a person's act from our own and from a list that is behind.
 */
export async function missedDecision(
  world: World,
  tree: Tree,
  { repo, task, issue }: { repo: Repo; task: Task; issue: Issue },
): Promise<TreeEvent | undefined> {
  const done = isClosed(rootOf(tree).status) ? undefined : doneByAnother(task, issue.state);
  if (done === undefined) return undefined;
  const last = await readLastEvent(repo, issue.ref.number, ({ event }) => decisions.includes(event));
  if (last?.event !== done || last.by === world.bot) return undefined;
  const about = { issue: issue.ref.number, by: last.by ?? "ghost" };
  return done === "reopened"
    ? { type: "IssueReopened", ...about }
    : { type: "IssueClosed", ...about, as: closedAs(issue) };
}

const decisions = ["closed", "reopened"];

/** GitHub shows a close without a reason as completed. */
function closedAs({ stateReason = "completed" }: Issue): "completed" | "not_planned" {
  return stateReason === "completed" ? "completed" : "not_planned";
}
