import { GraphQLError } from "graphql";
import { z } from "zod";
import type { Actor } from "../actor.ts";
import type { HubContext } from "../context.ts";
import { authorOf } from "../model/author.ts";
import { createIssue } from "../model/issues.ts";
import { addSubIssue, requireRoom } from "../model/sub-issues.ts";
import { may, requireAccess } from "../permissions.ts";
import { idOfNode } from "../render/node-id.ts";
import type { RepoAccess } from "../router.ts";
import type { Issue, Label, Repo } from "../rows.ts";
import { commentNode, issueNode } from "./render.ts";

const READ: RepoAccess = { permission: "issues:read|pull_requests:read", role: "read" };
const WRITE: RepoAccess = { permission: "issues:write", role: "read" };
const TRIAGE: RepoAccess = { permission: "issues:write", role: "triage" };

/** `node(id:)` of an issue or a comment. */
export function findNode(ctx: HubContext, actor: Actor, id: string): object {
  const comment = ctx.state.comments.get(idOfNode("IssueComment", id));
  if (comment) {
    requireAccess(ctx, actor, ctx.state.repos.must(comment.repoId), READ, true);
    return commentNode(ctx, comment);
  }
  const issue = issueOf(ctx, id);
  requireAccess(ctx, actor, ctx.state.repos.must(issue.repoId), READ, true);
  return issueNode(ctx, issue);
}

export const CreateIssueInput = z.object({
  repositoryId: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  labelIds: z.array(z.string()).nullish(),
  parentIssueId: z.string().nullish(),
  clientMutationId: z.string().nullish(),
});
export type CreateIssueInput = z.infer<typeof CreateIssueInput>;

/** `createIssue`: an issue, its labels and its place under a parent in one request. */
export function createIssueNode(ctx: HubContext, actor: Actor, input: CreateIssueInput): Promise<object> {
  const repo = repoOf(ctx, input.repositoryId);
  requireAccess(ctx, actor, repo, WRITE, false);
  return ctx.lock(repo, async () => {
    const labels = (input.labelIds ?? []).map((id) => labelOf(ctx, repo, id).name);
    const parent = input.parentIssueId ? issueOf(ctx, input.parentIssueId) : undefined;
    if (parent) requireRoom(ctx, parent, 1);
    const trusted = may(ctx, actor, repo, TRIAGE);
    const fields = { title: input.title, body: input.body ?? null, labels: trusted ? labels : [] };
    const by = authorOf(actor);
    const issue = await createIssue(ctx, repo, by, fields);
    if (parent) addSubIssue(ctx, parent, issue, by, false);
    const made = issueNode(ctx, ctx.state.issues.must(issue.id));
    return { clientMutationId: input.clientMutationId ?? null, issue: made };
  });
}

function repoOf(ctx: HubContext, id: string): Repo {
  return ctx.state.repos.get(idOfNode("Repository", id)) ?? unknownNode(id);
}

function issueOf(ctx: HubContext, id: string): Issue {
  const issue = ctx.state.issues.get(idOfNode("Issue", id));
  return issue && !issue.deleted ? issue : unknownNode(id);
}

function labelOf(ctx: HubContext, repo: Repo, id: string): Label {
  const label = ctx.state.labels.get(idOfNode("Label", id));
  return label?.repoId === repo.id ? label : unknownNode(id);
}

function unknownNode(id: string): never {
  throw new GraphQLError(`Could not resolve to a node with the global id of '${id}'.`, {
    extensions: { type: "NOT_FOUND" },
  });
}
