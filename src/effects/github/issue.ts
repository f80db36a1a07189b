import { z } from "zod";
import type { IssueRef } from "#src/core/tree.ts";
import type { Repo } from "./client.ts";

/** An issue as GitHub shows it now. Line ends are `\n`, whatever a browser made of them. */
export type Issue = Readonly<{
  ref: IssueRef;
  url: string;
  title: string;
  body: string;
  state: "open" | "closed";
  stateReason: string | undefined;
  labels: readonly string[];
  /** Login; `fractal[bot]` for an App. */
  author: string | undefined;
  createdAt: string;
  updatedAt: string;
  isPullRequest: boolean;
}>;

export async function readIssue({ octokit, ...where }: Repo, number: number): Promise<Issue> {
  const { data } = await octokit.rest.issues.get({ ...where, issue_number: number });
  return parseIssue(data);
}

/** For every answer that carries issues (lists, sub-issues, creations). */
export function parseIssue(data: unknown): Issue {
  const issue = Answer.parse(data);
  return {
    ref: { number: issue.number, id: issue.id, nodeId: issue.node_id },
    url: issue.html_url,
    title: issue.title,
    body: plainLines(issue.body ?? ""),
    state: issue.state,
    stateReason: issue.state_reason ?? undefined,
    labels: issue.labels.map((label) => (typeof label === "string" ? label : (label.name ?? ""))),
    author: issue.user?.login,
    createdAt: issue.created_at,
    updatedAt: issue.updated_at,
    isPullRequest: issue.pull_request !== undefined,
  };
}

export function plainLines(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

const Answer = z.object({
  number: z.int(),
  id: z.int(),
  node_id: z.string(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]),
  state_reason: z.string().nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
  user: z.object({ login: z.string() }).nullish(),
  created_at: z.string(),
  updated_at: z.string(),
  pull_request: z.object({}).optional(),
});
