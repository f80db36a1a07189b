import type { z } from "zod";
import type { TreeEvent } from "#src/core/event.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import type { Arrival } from "./inbox.ts";
import {
  CheckSuitePayload,
  IssuesPayload,
  PullRequestPayload,
  ReviewPayload,
  StatusPayload,
  WorkflowRunPayload,
} from "./webhook.schema.ts";

/** One delivery as it came: verified by its signature, nothing else known of it yet. */
export type Delivery = Readonly<{ id: string; name: string; payload: unknown }>;

/** Who we are, and when a payload says nothing of its time: what a delivery is read against. */
export type Reader = Readonly<{ appLogin: string; label: string; now: number }>;

/** What a delivery says, as arrivals: none for what we do not read, for our own echoes, and for what has another shape. */
export function readWebhook(delivery: Delivery, reader: Reader): readonly Arrival[] {
  const read = readers[delivery.name];
  return read === undefined ? [] : read(delivery, reader);
}

type Said = TreeEvent & { root?: never };
type Read = (delivery: Delivery, reader: Reader) => Arrival[];

/** The first line of every reader: parse only what is used; another shape is not for us. */
function reading<Schema extends z.ZodType<{ repository: { full_name: string }; sender: { login: string } }>>(
  schema: Schema,
  say: (payload: z.infer<Schema>, reader: Reader) => readonly Said[],
): Read {
  return (delivery, reader) => {
    const parsed = schema.safeParse(delivery.payload);
    if (!parsed.success) return [];
    const repository = parsed.data.repository.full_name;
    return say(parsed.data, reader).map((event, index) => ({
      id: index === 0 ? delivery.id : `${delivery.id}.${index}`,
      event,
      ...(event.type === "RootRequested"
        ? { root: rootTaskId(repository, event.issue.number) }
        : { repository }),
    }));
  };
}

const readers: Readonly<Record<string, Read>> = {
  issues: reading(IssuesPayload, sayIssue),
  workflow_run: reading(WorkflowRunPayload, ({ action, workflow_run: run }) =>
    action === "completed"
      ? [
          { type: "RunEnded", runId: run.id, conclusion: run.conclusion ?? "failure" },
          { type: "ChecksChanged", sha: run.head_sha },
        ]
      : [],
  ),
  // Not check_run: a suite is completed when all its runs are, and each would cost a reading of the verdict.
  check_suite: reading(CheckSuitePayload, ({ action, check_suite: suite }) =>
    action === "completed" ? [{ type: "ChecksChanged", sha: suite.head_sha }] : [],
  ),
  status: reading(StatusPayload, ({ sha }) => [{ type: "ChecksChanged", sha }]),
  pull_request: reading(PullRequestPayload, sayPullRequest),
  pull_request_review: reading(ReviewPayload, ({ action, pull_request: pull, review, sender }) =>
    action === "submitted" && review.state === "changes_requested"
      ? [
          {
            type: "ChangesRequested",
            pullRequest: pull.number,
            review: review.id,
            by: review.user?.login ?? sender.login,
            body: review.body ?? "",
          },
        ]
      : [],
  ),
};

/** Our own App's issue events are echoes of the mirror; a person's are decisions. */
function sayIssue(
  { action, issue, label, changes, repository, sender }: IssuesPayload,
  reader: Reader,
): Said[] {
  const by = sender.login;
  if (by === reader.appLogin || issue.pull_request !== undefined) return [];
  if (action === "labeled" && label?.name.toLowerCase() === reader.label && issue.state === "open")
    return [
      {
        type: "RootRequested",
        owner: repository.owner.login,
        repo: repository.name,
        issue: { number: issue.number, id: issue.id, nodeId: issue.node_id },
        title: issue.title,
        body: issue.body ?? "",
        by,
        at: reader.now,
      },
    ];
  if (action === "closed")
    return [
      {
        type: "IssueClosed",
        issue: issue.number,
        by,
        as: issue.state_reason === "completed" ? "completed" : "not_planned",
      },
    ];
  if (action === "reopened") return [{ type: "IssueReopened", issue: issue.number, by }];
  const edited = action === "edited" && (changes?.body !== undefined || changes?.title !== undefined);
  return edited ? [{ type: "IssueEdited", issue: issue.number, by }] : [];
}

function sayPullRequest({ action, pull_request: pull, sender }: PullRequestPayload): Said[] {
  const pullRequest = pull.number;
  const by = sender.login;
  if (action === "reopened") return [{ type: "PullRequestReopened", pullRequest, by }];
  if (action !== "closed") return [];
  const mergedSha = pull.merge_commit_sha ?? undefined;
  return [
    {
      type: "PullRequestClosed",
      pullRequest,
      merged: pull.merged === true,
      by,
      ...(mergedSha !== undefined && { mergedSha }),
    },
  ];
}
