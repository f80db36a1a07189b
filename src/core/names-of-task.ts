import type { TreeEvent } from "./event.ts";
import type { Task } from "./tree.ts";

/** What GitHub's events call the things that a task has there: its issue, runs, pull requests and commits. */
export function namesOfTask({ issue, facts, check, attempts }: Task): string[] {
  const names = new Set<string>();
  if (issue !== undefined) names.add(issueName(issue.number));
  if (facts?.pullRequest !== undefined) names.add(pullName(facts.pullRequest));
  for (const { runId, pullRequest, headSha } of attempts) {
    if (runId !== undefined) names.add(runName(runId));
    if (pullRequest !== undefined) names.add(pullName(pullRequest));
    if (headSha !== undefined) names.add(shaName(headSha));
  }
  for (const judgement of [facts?.judgement, check?.judgement, ...attempts.map((each) => each.judgement)]) {
    if (judgement === undefined) continue;
    if (judgement.sha !== "") names.add(shaName(judgement.sha));
    if (judgement.verifyRunId !== undefined) names.add(runName(judgement.verifyRunId));
  }
  return [...names];
}

/** What an event from a repository speaks about; undefined when it is about no such thing. */
export function nameInEvent(event: TreeEvent): string | undefined {
  switch (event.type) {
    case "IssueClosed":
    case "IssueReopened":
    case "IssueEdited":
    case "IssueGone":
    case "BoxesTicked":
      return issueName(event.issue);
    case "CommentWritten":
      return event.isPull === true ? pullName(event.issue) : issueName(event.issue);
    case "RunEnded":
      return runName(event.runId);
    case "ChecksChanged":
      return shaName(event.sha);
    case "PullRequestClosed":
    case "PullRequestPushed":
    case "PullRequestReopened":
    case "ChangesRequested":
      return pullName(event.pullRequest);
    default:
      return undefined;
  }
}

export function issueName(number: number): string {
  return `issue ${number}`;
}

function runName(id: number): string {
  return `run ${id}`;
}

export function pullName(number: number): string {
  return `pull ${number}`;
}

function shaName(sha: string): string {
  return `commit ${sha}`;
}
