import { z } from "zod";
import type { IssueRef } from "#src/core/tree.ts";
import type { Repo } from "./client.ts";
import { findIssue, type IssueKey } from "./find-issue.ts";
import { parseIssue } from "./issue.ts";
import type { Label } from "./labels.ts";
import { ensureSubIssue } from "./sub-issues.ts";

export type NewIssue = Readonly<{
  title: string;
  /** Must contain the key's marker. */
  body: string;
  labels: readonly Label[];
  /** The repository's node id. */
  repositoryId: string;
  parent?: IssueRef | undefined;
}>;

/** `unlinked`: why GitHub would not hang it under its parent (its limits); the tree in Beads is then the only one that knows. */
export type EnsuredIssue = Readonly<{ ref: IssueRef; created: boolean; unlinked?: string }>;

/** Makes sure there is one issue with this marker, under its parent. One content write where GraphQL knows parents, else two. */
export async function ensureIssue(
  repo: Repo,
  key: Omit<IssueKey, "parent">,
  issue: NewIssue,
): Promise<EnsuredIssue> {
  const found = await findIssue(repo, { ...key, parent: issue.parent?.number });
  if (found) return linked(repo, found.ref, false, issue.parent);
  const created = await createByGraphql(repo, issue);
  if (created) return { ref: created, created: true };
  return linked(repo, await createByRest(repo, issue), true, issue.parent);
}

async function linked(repo: Repo, ref: IssueRef, created: boolean, parent: IssueRef | undefined) {
  if (parent === undefined) return { ref, created };
  const link = await ensureSubIssue(repo, parent.number, ref);
  return link.linked ? { ref, created } : { ref, created, unlinked: link.why };
}

const CREATE = `mutation($input: CreateIssueInput!) {
  createIssue(input: $input) { issue { id number fullDatabaseId } }
}`;

/** `undefined` where this GitHub does not know the operation or will not take the parent: nothing was made, and REST comes next. */
async function createByGraphql({ octokit }: Repo, issue: NewIssue): Promise<IssueRef | undefined> {
  const input = {
    repositoryId: issue.repositoryId,
    title: issue.title,
    body: issue.body,
    labelIds: issue.labels.map(({ nodeId }) => nodeId),
    ...(issue.parent && { parentIssueId: issue.parent.nodeId }),
  };
  try {
    const { createIssue } = Created.parse(await octokit.graphql(CREATE, { input }));
    const { id: nodeId, number, fullDatabaseId: id } = createIssue.issue;
    return { number, id, nodeId };
  } catch (error) {
    if (UNKNOWN.safeParse(error).success) return undefined;
    throw error;
  }
}

async function createByRest(
  { octokit, ...where }: Repo,
  { title, body, labels }: NewIssue,
): Promise<IssueRef> {
  const { data } = await octokit.rest.issues.create({
    ...where,
    title,
    body,
    labels: labels.map(({ name }) => name),
  });
  return parseIssue(data).ref;
}

const Created = z.object({
  createIssue: z.object({
    issue: z.object({ id: z.string(), number: z.int(), fullDatabaseId: z.coerce.number().int() }),
  }),
});

/** How GitHub says that its schema has no such field, or that the parent cannot take another child. */
const UNKNOWN = z.union([
  z.object({ status: z.literal(404) }),
  z.object({
    name: z.literal("GraphqlResponseError"),
    errors: z
      .array(z.object({ message: z.string().regex(/doesn't (exist|accept)|not defined|sub-?issue/i) }))
      .min(1),
  }),
]);
