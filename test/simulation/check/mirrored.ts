import { shownStatus, statusLabel } from "#src/core/mirror-state.ts";
import { isClosed } from "#src/core/task.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import type { Issue } from "#src/local/hub/rows.ts";
import type { HubState } from "#src/local/hub/state.ts";
import { type Remains, treesIn } from "./rows.ts";

/** I6: the issues say what the rows say: there, under their parent, behind their dependencies, open or closed, labelled. */
export function mirrored(remains: Remains): string[] {
  return treesIn(remains).flatMap((tree) => {
    const { allowed, preflight } = rootOf(tree).facts;
    if (allowed !== true || preflight === undefined) return [];
    return [...tree.tasks.values()].flatMap((task) =>
      task.parent === null || isStuck(tree, task) ? [] : faultsOf(tree, task, remains.state),
    );
  });
}

/** Its mirror waits for a person, who is told so; or that of a task without whose issue it is not made. */
function isStuck(tree: Tree, { id, trouble, parent, needs, issue }: Task): boolean {
  if (trouble.some(({ key, retryAt }) => key === `${id}/mirror` && retryAt === undefined)) return true;
  const before = issue === undefined ? [...needs, ...(parent === null ? [] : [parent])] : [];
  return before.some((each) => {
    const task = tree.tasks.get(each);
    return task !== undefined && isStuck(tree, task);
  });
}

function faultsOf(tree: Tree, task: Task, state: HubState): string[] {
  const issue = issueOf(task, state);
  const parent = tree.tasks.get(task.parent ?? "");
  const above = parent && issueOf(parent, state);
  if (above?.deleted === true || issue?.deleted === true) return [];
  if (issue === undefined) return [`${task.id} has no issue`];
  const name = `#${issue.number} of ${task.id} (${task.status})`;
  const wanted = statusLabel(shownStatus(task));
  const labels = issue.labelIds
    .map((id) => state.labels.must(id).name)
    .filter((label) => label.startsWith("fractal: "));
  return [
    ...(issue.parentId === above?.id
      ? []
      : [`${name} hangs under ${issue.parentId}, not under ${above?.id}`]),
    ...(labels.join() === (wanted ?? "")
      ? []
      : [`${name} is labelled ${labels.join() || "with nothing"}, not ${wanted ?? "with nothing"}`]),
    ...(isOver(tree) && isByPerson(issue, state) ? [] : stateFaults(task, issue, name)),
    ...dependencyFaults(tree, task, { issue, state, name }),
  ];
}

function issueOf({ issue }: Task, state: HubState): Issue | undefined {
  return issue === undefined ? undefined : state.issues.get(issue.id);
}

function isOver(tree: Tree): boolean {
  return isClosed(rootOf(tree).status);
}

/** What people close and reopen after the end is theirs. */
function isByPerson({ id }: Issue, { issueEvents, users }: HubState): boolean {
  const moves = issueEvents.filter(
    ({ issueId, event }) => issueId === id && /^(closed|reopened)$/.test(event),
  );
  const last = moves.at(-1);
  return last !== undefined && users.must(last.actorId).type === "User";
}

/** What a person closed stays closed, also while it is still to be shown that it is done. */
function stateFaults({ status, closedBy }: Task, issue: Issue, name: string): string[] {
  const wanted = isClosed(status) || closedBy !== undefined ? "closed" : "open";
  return issue.state === wanted ? [] : [`${name} is ${issue.state}`];
}

function dependencyFaults(
  tree: Tree,
  task: Task,
  { issue, state, name }: { issue: Issue; state: HubState; name: string },
): string[] {
  return task.needs.flatMap((need) => {
    const other = tree.tasks.get(need);
    const known = other && issueOf(other, state);
    if (known === undefined || known.deleted || issue.blockedByIds.includes(known.id)) return [];
    return [`${name} is not shown as blocked by #${known.number}`];
  });
}
