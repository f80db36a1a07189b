import { z } from "zod";
import { userOf } from "../actor.ts";
import { Refusal } from "../errors.ts";
import { authorOf } from "../model/author.ts";
import { editIssue } from "../model/edit-issue.ts";
import { createIssue, issueNumbered } from "../model/issues.ts";
import { paginate } from "../pages.ts";
import { may } from "../permissions.ts";
import { renderIssueEvent } from "../render/issue-event.ts";
import { renderIssue } from "../render/issue.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import type { Issue } from "../rows.ts";

/** Reading and writing through `issues:` reaches pull requests' conversations too, and the other way round. */
export const READ = { permission: "issues:read|pull_requests:read", role: "read" } as const;
export const WRITE = { permission: "issues:write|pull_requests:write", role: "read" } as const;
export const TRIAGE = { permission: "issues:write|pull_requests:write", role: "triage" } as const;

export const issueRoutes: Route[] = [
  repoRoute("GET", "/issues", READ, listIssues),
  repoRoute("POST", "/issues", { permission: "issues:write", role: "read" }, create),
  repoRoute("GET", "/issues/{issue_number}", READ, (call) => {
    return { status: 200, json: renderIssue(call.ctx, issueOf(call)) };
  }),
  repoRoute("PATCH", "/issues/{issue_number}", WRITE, update),
  repoRoute("GET", "/issues/{issue_number}/events", READ, (call) => {
    const issue = issueOf(call);
    const rows = call.ctx.state.issueEvents.where("issueId", issue.id);
    return paginate(call, rows, (row) => renderIssueEvent(call.ctx, row));
  }),
];

/** The issue that the path names. */
export function issueOf(call: RepoCall): Issue {
  return issueNumbered(call.ctx, call.repo, Number(call.params["issue_number"]));
}

const LabelNames = z
  .array(z.union([z.string(), z.object({ name: z.string() })]))
  .transform((labels) => labels.map((label) => (typeof label === "string" ? label : label.name)));

const NewIssue = z.object({
  title: z.union([z.string(), z.number()]).transform(String),
  body: z.string().nullish(),
  labels: LabelNames.optional(),
  assignees: z.array(z.string()).optional(),
});

async function create(call: RepoCall): Promise<Answer> {
  const { ctx, repo, actor } = call;
  const fields = bodyOf(call, NewIssue);
  const trusted = may(ctx, actor, repo, { permission: "issues:write", role: "triage" });
  // Without push access GitHub drops these silently.
  const { labels: _labels, assignees: _assignees, ...plain } = fields;
  const issue = await createIssue(ctx, repo, authorOf(actor), trusted ? fields : plain);
  return { status: 201, json: renderIssue(ctx, issue), headers: { location: renderIssue(ctx, issue).url } };
}

const IssuePatch = z.object({
  title: z.union([z.string(), z.number()]).transform(String).nullish(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]).optional(),
  state_reason: z.enum(["completed", "not_planned", "duplicate", "reopened"]).nullish(),
  labels: LabelNames.optional(),
  assignees: z.array(z.string()).optional(),
});

async function update(call: RepoCall): Promise<Answer> {
  const { ctx, repo, actor } = call;
  const issue = issueOf(call);
  const { state_reason, title, ...rest } = bodyOf(call, IssuePatch);
  const own = issue.userId === userOf(actor).id;
  if (!own && !may(ctx, actor, repo, TRIAGE)) throw new Refusal(403, "Must have admin rights to Repository.");
  const change = { ...rest, title: title ?? undefined, stateReason: state_reason ?? undefined };
  return { status: 200, json: renderIssue(ctx, await editIssue(ctx, issue, authorOf(actor), change)) };
}

const ORDERS: Record<string, (issue: Issue) => string> = {
  created: (issue) => issue.createdAt,
  updated: (issue) => issue.updatedAt,
};

function listIssues(call: RepoCall): Answer {
  const { ctx, repo, query } = call;
  const state = query.get("state") ?? "open";
  const labels = (query.get("labels") ?? "").split(",").filter(Boolean);
  const since = Date.parse(query.get("since") ?? "") || 0;
  const creator = query.get("creator");
  const rows = ctx.state.issues.filter((issue) => {
    if (issue.repoId !== repo.id || issue.deleted) return false;
    if (state !== "all" && issue.state !== state) return false;
    if (Date.parse(issue.updatedAt) < since) return false;
    if (creator && ctx.state.users.must(issue.userId).login !== creator) return false;
    const names = issue.labelIds.map((id) => ctx.state.labels.must(id).name.toLowerCase());
    return labels.every((label) => names.includes(label.toLowerCase()));
  });
  const key = ORDERS[query.get("sort") ?? "created"] ?? ((issue: Issue) => issue.createdAt);
  const sign = query.get("direction") === "asc" ? 1 : -1;
  const sorted = rows.sort((a, b) => sign * (key(a).localeCompare(key(b)) || a.number - b.number));
  return paginate(call, sorted, (issue) => renderIssue(ctx, issue));
}
