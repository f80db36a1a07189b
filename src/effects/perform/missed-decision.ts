import type { TreeEvent } from "#src/core/event.ts";
import { doneByAnother } from "#src/core/mirror-state.ts";
import { isClosed } from "#src/core/task.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import type { Repo } from "#src/effects/github/client.ts";
import type { Issue } from "#src/effects/github/issue.ts";
import { readTurn, untold } from "#src/effects/github/issue-events.ts";
import type { World } from "./world.ts";

/**
 * What a person decided about a task by its issue and no event told of. Only where issue and tree differ the issue's history is asked,
 * which also tells a person's act from our own.
 * @throws Retryable while state and history do not say the same: one of them is behind, and a person's act must not be written over
 */
export async function missedDecision(
  world: World,
  tree: Tree,
  { repo, task, issue }: { repo: Repo; task: Task; issue: Issue },
): Promise<TreeEvent | undefined> {
  const done = isClosed(rootOf(tree).status) ? undefined : doneByAnother(task, issue.state);
  if (done === undefined) return undefined;
  const turn = await readTurn(repo, issue.ref.number, done);
  if (turn === undefined) throw untold(issue.ref.number, done);
  if (turn.by === world.bot) return undefined;
  const about = { issue: issue.ref.number, by: turn.by };
  return done === "reopened"
    ? { type: "IssueReopened", ...about }
    : { type: "IssueClosed", ...about, as: closedAs(issue) };
}

/** GitHub shows a close without a reason as completed. */
function closedAs({ stateReason = "completed" }: Issue): "completed" | "not_planned" {
  return stateReason === "completed" ? "completed" : "not_planned";
}
