import { z } from "zod";

/** Text as a person may write it: as much as GitHub takes, and nothing that is no text (half characters). */
const text = (max: number) => z.string().transform((words) => words.slice(0, max).toWellFormed());
const Title = text(256).transform((title) => title.trim() || "Untitled");
const Body = text(65_536)
  .nullable()
  .transform((body) => body ?? "");

/** The few fields read of GitHub's webhook payloads, by event name. */
const Sender = z.object({ login: z.string() });
const Repository = z.object({
  name: z.string(),
  full_name: z.string(),
  owner: z.object({ login: z.string() }),
});
const base = { repository: Repository, sender: Sender };

export const IssuesPayload = z.object({
  ...base,
  action: z.string(),
  issue: z.object({
    number: z.int().positive(),
    id: z.int().positive(),
    node_id: z.string(),
    title: Title,
    body: Body,
    /** Who opened it; null for an account that was deleted. */
    user: z.object({ login: z.string() }).nullish(),
    state: z.string(),
    state_reason: z.string().nullish(),
    updated_at: z.iso.datetime({ offset: true }),
    pull_request: z.unknown().optional(),
  }),
  label: z.object({ name: z.string() }).optional(),
  changes: z.object({ body: z.unknown().optional(), title: z.unknown().optional() }).optional(),
});
export type IssuesPayload = z.infer<typeof IssuesPayload>;

/** `type`: `User`, `Bot`, `Organization`. */
const Writer = z.object({ login: z.string(), type: z.string() });

export const IssueCommentPayload = z.object({
  repository: Repository,
  sender: Writer,
  action: z.string(),
  issue: z.object({ number: z.int().positive(), pull_request: z.unknown().optional() }),
  comment: z.object({
    id: z.int().positive(),
    body: Body,
    /** Null for an account that was deleted. */
    user: Writer.nullable(),
    updated_at: z.iso.datetime({ offset: true }),
    performed_via_github_app: z.unknown().optional(),
  }),
});
export type IssueCommentPayload = z.infer<typeof IssueCommentPayload>;

export const WorkflowRunPayload = z.object({
  ...base,
  action: z.string(),
  workflow_run: z.object({ id: z.int(), conclusion: z.string().nullable(), head_sha: z.string() }),
});
export type WorkflowRunPayload = z.infer<typeof WorkflowRunPayload>;

export const CheckSuitePayload = z.object({
  ...base,
  action: z.string(),
  check_suite: z.object({ head_sha: z.string() }),
});
export type CheckSuitePayload = z.infer<typeof CheckSuitePayload>;

export const CheckRunPayload = z.object({
  ...base,
  action: z.string(),
  check_run: z.object({ head_sha: z.string() }),
});
export type CheckRunPayload = z.infer<typeof CheckRunPayload>;

export const StatusPayload = z.object({ ...base, sha: z.string() });
export type StatusPayload = z.infer<typeof StatusPayload>;

export const PullRequestPayload = z.object({
  ...base,
  action: z.string(),
  pull_request: z.object({
    number: z.int().positive(),
    merged: z.boolean().nullish(),
    merge_commit_sha: z.string().nullish(),
    head: z.object({ sha: z.string() }),
  }),
});
export type PullRequestPayload = z.infer<typeof PullRequestPayload>;

export const ReviewPayload = z.object({
  ...base,
  action: z.string(),
  pull_request: z.object({ number: z.int().positive() }),
  review: z.object({ id: z.int(), state: z.string(), body: Body, user: Sender.nullable() }),
});
export type ReviewPayload = z.infer<typeof ReviewPayload>;
