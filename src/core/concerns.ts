import type { TreeEvent } from "./event.ts";
import { rootOf, type Task, type Tree } from "./tree.ts";

/** Does this event from a repository speak about something in this tree? */
export function concerns(tree: Tree, repository: string, event: TreeEvent): boolean {
  const { facts } = rootOf(tree);
  if (`${facts.owner}/${facts.repo}`.toLowerCase() !== repository.toLowerCase()) return false;
  const tasks = [...tree.tasks.values()];
  switch (event.type) {
    case "IssueClosed":
    case "IssueReopened":
    case "IssueEdited":
      return tasks.some(({ issue }) => issue?.number === event.issue);
    case "RunEnded":
      return tasks.some((task) => runsOf(task).includes(event.runId));
    case "ChecksChanged":
      return tasks.some(
        (task) =>
          task.facts?.judgement?.sha === event.sha ||
          task.check?.judgement.sha === event.sha ||
          task.attempts.some(({ headSha }) => headSha === event.sha),
      );
    case "PullRequestClosed":
    case "PullRequestPushed":
    case "PullRequestReopened":
    case "ChangesRequested":
      return (
        facts.pullRequest === event.pullRequest ||
        tasks.some(({ attempts }) => attempts.some(({ pullRequest }) => pullRequest === event.pullRequest))
      );
    default:
      return false;
  }
}

function runsOf(task: Task): number[] {
  const judgements = [
    task.facts?.judgement,
    task.check?.judgement,
    ...task.attempts.map(({ judgement }) => judgement),
  ];
  return [...task.attempts.map(({ runId }) => runId), ...judgements.map((each) => each?.verifyRunId)].filter(
    (run) => run !== undefined,
  );
}
