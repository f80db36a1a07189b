import { z } from "zod";
import { notFound, Refusal } from "../errors.ts";
import { authorOf } from "../model/author.ts";
import { addBlocker, removeBlocker } from "../model/dependencies.ts";
import { addSubIssue, removeSubIssue, reprioritize } from "../model/sub-issues.ts";
import { paginate } from "../pages.ts";
import { renderIssue } from "../render/issue.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import type { Issue } from "../rows.ts";
import { issueOf } from "./issues.ts";

const READ = { permission: "issues:read", role: "read" } as const;
const WRITE = { permission: "issues:write", role: "triage" } as const;
const ISSUE = "/issues/{issue_number}";

/** Sub-issues and dependencies: both name the other issue by its id. */
export const issueLinkRoutes: Route[] = [
  repoRoute("GET", `${ISSUE}/sub_issues`, READ, (call) => list(call, childrenOf(call))),
  repoRoute("POST", `${ISSUE}/sub_issues`, WRITE, add),
  repoRoute("DELETE", `${ISSUE}/sub_issue`, WRITE, remove),
  repoRoute("PATCH", `${ISSUE}/sub_issues/priority`, WRITE, prioritize),
  repoRoute("GET", `${ISSUE}/parent`, READ, (call) => {
    const parent = call.ctx.state.issues.get(issueOf(call).parentId);
    if (!parent) throw notFound();
    return { status: 200, json: renderIssue(call.ctx, parent) };
  }),
  repoRoute("GET", `${ISSUE}/dependencies/blocked_by`, READ, (call) =>
    list(
      call,
      issueOf(call).blockedByIds.map((id) => call.ctx.state.issues.must(id)),
    ),
  ),
  repoRoute("GET", `${ISSUE}/dependencies/blocking`, READ, (call) => {
    const { id } = issueOf(call);
    return list(call, call.ctx.state.issues.where("blockedByIds", id));
  }),
  repoRoute("POST", `${ISSUE}/dependencies/blocked_by`, WRITE, addDependency),
  repoRoute("DELETE", `${ISSUE}/dependencies/blocked_by/{issue_id}`, WRITE, removeDependency),
];

function list(call: RepoCall, issues: Issue[]): Answer {
  return paginate(call, issues, (issue) => renderIssue(call.ctx, issue));
}

function childrenOf(call: RepoCall): Issue[] {
  return issueOf(call).subIssueIds.map((id) => call.ctx.state.issues.must(id));
}

const NewChild = z.object({ sub_issue_id: z.number().int(), replace_parent: z.boolean().optional() });
const Child = z.object({ sub_issue_id: z.number().int() });
const Place = Child.extend({ after_id: z.number().int().optional(), before_id: z.number().int().optional() });
const Blocker = z.object({ issue_id: z.number().int() });

function add(call: RepoCall): Answer {
  const parent = issueOf(call);
  const wanted = bodyOf(call, NewChild);
  const child = sameOwners(call, wanted.sub_issue_id);
  if (!child || child.pullId) throw new Refusal(404, "The provided sub-issue does not exist");
  addSubIssue(call.ctx, parent, child, authorOf(call.actor), wanted.replace_parent ?? false);
  return { status: 201, json: renderIssue(call.ctx, issueOf(call)) };
}

function remove(call: RepoCall): Answer {
  const child = call.ctx.state.issues.get(bodyOf(call, Child).sub_issue_id);
  if (!child) throw new Refusal(404, "The provided sub-issue does not exist");
  removeSubIssue(call.ctx, issueOf(call), child, authorOf(call.actor));
  return { status: 200, json: renderIssue(call.ctx, issueOf(call)) };
}

function prioritize(call: RepoCall): Answer {
  const { sub_issue_id, after_id, before_id } = bodyOf(call, Place);
  const parent = reprioritize(call.ctx, issueOf(call), sub_issue_id, { after: after_id, before: before_id });
  return { status: 200, json: renderIssue(call.ctx, parent) };
}

function addDependency(call: RepoCall): Answer {
  const blocker = sameOwners(call, bodyOf(call, Blocker).issue_id);
  if (!blocker) throw notFound();
  addBlocker(call.ctx, issueOf(call), blocker, authorOf(call.actor));
  return { status: 201, json: renderIssue(call.ctx, issueOf(call)) };
}

function removeDependency(call: RepoCall): Answer {
  const blocker = call.ctx.state.issues.get(Number(call.params["issue_id"]));
  if (!blocker) throw notFound();
  removeBlocker(call.ctx, issueOf(call), blocker, authorOf(call.actor));
  return { status: 200, json: renderIssue(call.ctx, issueOf(call)) };
}

/** The issue with that id, in any repository of the same owner. */
function sameOwners(call: RepoCall, id: number): Issue | undefined {
  const issue = call.ctx.state.issues.get(id);
  const owner = issue && call.ctx.state.repos.must(issue.repoId).ownerId;
  return issue && !issue.deleted && owner === call.repo.ownerId ? issue : undefined;
}
