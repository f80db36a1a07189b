import { z } from "zod";
import type { Repo } from "./client.ts";

/** Who last edited an issue's body or a comment, and when (ISO 8601); both absent when nobody did. REST cannot say. */
export type Edit = Readonly<{ editor?: string; lastEditedAt?: string }>;

/** @returns undefined when the issue or comment is gone */
export async function readEdit({ octokit }: Repo, nodeId: string): Promise<Edit | undefined> {
  const { node } = Answer.parse(await octokit.graphql(QUERY, { id: nodeId }));
  if (node === null) return undefined;
  return {
    ...(node.editor && { editor: node.editor.login }),
    ...(node.lastEditedAt !== null && { lastEditedAt: node.lastEditedAt }),
  };
}

const QUERY = `query($id: ID!) {
  node(id: $id) {
    __typename
    ... on Issue { editor { login } lastEditedAt }
    ... on IssueComment { editor { login } lastEditedAt }
  }
}`;

const Answer = z.object({
  node: z
    .object({ editor: z.object({ login: z.string() }).nullable(), lastEditedAt: z.string().nullable() })
    .nullable(),
});
