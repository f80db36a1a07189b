import { epicBranch } from "#src/core/branch.ts";
import { stateOf } from "#src/core/needs-you.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { isBehind } from "./behind.ts";
import { type Remains, treesIn } from "./rows.ts";

/**
 * I5: a root that is offered for review has every part done, one open pull request from the epic as it is now, and a
 * green run on exactly that commit.
 */
export function readyIsGreen(remains: Remains): string[] {
  return treesIn(remains).flatMap((tree) => (stateOf(tree) === "ready" ? faultsOf(tree, remains) : []));
}

function faultsOf(tree: Tree, { state }: Remains): string[] {
  const { issue, pullRequest } = rootOf(tree).facts;
  const pull = state.pulls.find(({ number }) => number === pullRequest);
  const epic = state.refs.find(({ ref }) => ref === `refs/heads/${epicBranch(issue)}`)?.sha;
  if (pull === undefined || state.issues.must(pull.issueId).state !== "open")
    return [`${tree.root} is ready, and its pull request #${pullRequest} is not open`];
  const open = [...tree.tasks.values()].filter((task) => !isBehind(task) && !isWaived(tree, task));
  const runs = state.workflowRuns.filter(({ headSha, title, conclusion }) => {
    const isAbout = headSha === pull.headSha || title.includes(`/root/1/${pull.headSha.slice(0, 12)}`);
    return isAbout && conclusion === "success";
  });
  return [
    ...open.flatMap(({ id, status }) =>
      id === tree.root ? [] : [`${tree.root} is ready while ${id} is ${status}`],
    ),
    ...(pull.headSha === epic
      ? []
      : [`${tree.root} is ready at ${pull.headSha}, and the epic is at ${epic}`]),
    ...(runs.length > 0 ? [] : [`${tree.root} is ready, and no run on ${pull.headSha} was green`]),
  ];
}

/** Closed with what it is a part of, which a person left out, or closed as completed: that is done without it. */
function isWaived(tree: Tree, { parent, status, closedBy }: Task): boolean {
  const above = parent === null ? undefined : tree.tasks.get(parent);
  if (above === undefined || status !== "cancelled") return false;
  if (above.status === "done" && above.closedBy?.as === "completed") return true;
  if (closedBy !== undefined) return false;
  return (above.status === "cancelled" && isBehind(above)) || isWaived(tree, above);
}
