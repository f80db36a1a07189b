import type { z } from "zod";
import type { TreeEvent } from "#src/core/event.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import { readIssueWords } from "#src/views/issue-words.ts";
import { said } from "#src/views/said.ts";
import type { Arrival } from "./inbox.ts";
import {
  CheckRunPayload,
  CheckSuitePayload,
  IssueCommentPayload,
  IssuesPayload,
  PullRequestPayload,
  ReviewPayload,
  StatusPayload,
  WorkflowRunPayload,
} from "./webhook.schema.ts";

/** One delivery as it came: verified by its signature, nothing else known of it yet. */
export type Delivery = Readonly<{ id: string; name: string; payload: unknown }>;

/** Who we are: what a delivery is read against. */
export type Reader = Readonly<{ appLogin: string; label: string }>;

/** What a delivery says, as arrivals: none for what we do not read, for our own echoes, and for what has another shape. */
export function readWebhook(delivery: Delivery, reader: Reader): readonly Arrival[] {
  return readers.get(delivery.name)?.(delivery, reader) ?? [];
}

type Read = (delivery: Delivery, reader: Reader) => Arrival[];

/** The first line of every reader: parse only what is used; another shape is not for us. */
function reading<Schema extends z.ZodType<{ repository: { full_name: string } }>>(
  schema: Schema,
  say: (payload: z.infer<Schema>, reader: Reader, delivery: Delivery) => readonly TreeEvent[],
): Read {
  return (delivery, reader) => {
    const parsed = schema.safeParse(delivery.payload);
    if (!parsed.success) return [];
    const repository = parsed.data.repository.full_name;
    return say(parsed.data, reader, delivery).map((event, index) => ({
      id: index === 0 ? delivery.id : `${delivery.id}.${index}`,
      event,
      ...(event.type === "RootRequested"
        ? { root: rootTaskId(repository, event.issue.number) }
        : { repository }),
    }));
  };
}

/** A map: the name of an event comes from outside, and an object has more names than its own. */
const readers: ReadonlyMap<string, Read> = new Map([
  ["issues", reading(IssuesPayload, sayIssue)],
  ["issue_comment", reading(IssueCommentPayload, sayComment)],
  ["workflow_run", reading(WorkflowRunPayload, sayRun)],
  [
    "check_suite",
    reading(CheckSuitePayload, ({ action, check_suite: suite }) => sayChecks(action, suite.head_sha)),
  ],
  ["check_run", reading(CheckRunPayload, ({ action, check_run: run }) => sayChecks(action, run.head_sha))],
  ["status", reading(StatusPayload, ({ sha }) => [{ type: "ChecksChanged", sha }])],
  ["pull_request", reading(PullRequestPayload, sayPullRequest)],
  ["pull_request_review", reading(ReviewPayload, sayReview)],
]);

/** Our own App's issue events are echoes of the mirror; a person's are decisions. */
function sayIssue(payload: IssuesPayload, reader: Reader, { id: delivery }: Delivery): TreeEvent[] {
  const { action, issue, label, changes, repository, sender } = payload;
  const by = sender.login;
  if (by === reader.appLogin || issue.pull_request !== undefined) return [];
  const isOurs = label?.name.toLowerCase() === reader.label.toLowerCase();
  if (action === "labeled" && isOurs && issue.state === "open")
    return [
      {
        type: "RootRequested",
        owner: repository.owner.login,
        repo: repository.name,
        issue: { number: issue.number, id: issue.id, nodeId: issue.node_id },
        title: issue.title,
        body: issue.body,
        by,
        author: issue.user?.login,
        // Not when we heard of it: the sweep compares it with the issue's history.
        at: Date.parse(issue.updated_at),
        delivery,
      },
    ];
  if (action === "closed")
    return [{ type: "IssueClosed", issue: issue.number, by, as: closedAs(issue.state_reason) }];
  if (action === "reopened") return [{ type: "IssueReopened", issue: issue.number, by }];
  if (action === "deleted" || action === "transferred")
    return [{ type: "IssueGone", issue: issue.number, as: action, by }];
  const edited = action === "edited" && (changes?.body !== undefined || changes?.title !== undefined);
  if (!edited) return [];
  const words = issue.user?.login === reader.appLogin ? { words: readIssueWords(issue) } : {};
  return [{ type: "IssueEdited", issue: issue.number, by, ...words }];
}

/** A close without a reason is GitHub's plain "Close issue", which it shows as completed; a duplicate is not done here. */
function closedAs(reason: string | null | undefined): "completed" | "not_planned" {
  return (reason ?? "completed") === "completed" ? "completed" : "not_planned";
}

/** `sender` is who wrote or edited; whose comment it is says whether it holds our boxes. */
function sayComment({ action, issue, comment, sender }: IssueCommentPayload, reader: Reader): TreeEvent[] {
  if (action !== "created" && action !== "edited") return [];
  const { id, body, user, updated_at: at } = comment;
  return said({
    issue: issue.number,
    isPull: issue.pull_request !== undefined,
    comment: id,
    body,
    isOurs: user?.login === reader.appLogin,
    isByApp: comment.performed_via_github_app != null,
    author: user?.login,
    by: sender,
    at: Date.parse(at),
    bot: reader.appLogin,
  });
}

function sayRun({ action, workflow_run: run }: WorkflowRunPayload): TreeEvent[] {
  if (action !== "completed") return [];
  return [
    { type: "RunEnded", runId: run.id, conclusion: run.conclusion ?? "failure" },
    { type: "ChecksChanged", sha: run.head_sha },
  ];
}

function sayChecks(action: string, sha: string): TreeEvent[] {
  return action === "completed" ? [{ type: "ChecksChanged", sha }] : [];
}

function sayPullRequest({ action, pull_request: pull, sender }: PullRequestPayload): TreeEvent[] {
  const pullRequest = pull.number;
  const by = sender.login;
  if (action === "reopened") return [{ type: "PullRequestReopened", pullRequest, by }];
  if (action === "synchronize") return [{ type: "PullRequestPushed", pullRequest, sha: pull.head.sha }];
  if (action !== "closed") return [];
  const merged = pull.merged === true;
  // Of one that was not merged it names a commit that GitHub only tried.
  const mergedSha = merged ? (pull.merge_commit_sha ?? undefined) : undefined;
  return [
    {
      type: "PullRequestClosed",
      pullRequest,
      merged,
      by,
      ...(mergedSha !== undefined && { mergedSha }),
    },
  ];
}

function sayReview({ action, pull_request: pull, review, sender }: ReviewPayload): TreeEvent[] {
  if (action !== "submitted" || review.state.toLowerCase() !== "changes_requested") return [];
  const by = review.user?.login ?? sender.login;
  return [{ type: "ChangesRequested", pullRequest: pull.number, review: review.id, by, body: review.body }];
}
