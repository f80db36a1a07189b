import { z } from "zod";
import type { Repo } from "./client.ts";

/** Who wrote a version of a comment: a person, or a bot, whose login REST calls `name[bot]` and GraphQL `name`. */
export type Writer = Readonly<{ login: string; type: string }>;

/**
 * Who edited a comment, or the text of an issue, last, which REST does not say; undefined when nobody did, or it is not there any more.
 * @param nodeId its own, as REST names it
 */
export async function readEditor({ octokit }: Repo, nodeId: string): Promise<Writer | undefined> {
  const { node } = Answer.parse(await orGone(octokit.graphql(QUERY, { id: nodeId })));
  return node?.editor ?? undefined;
}

/** What is not there any more is an error to GraphQL, beside the data that say the same. */
async function orGone(request: Promise<unknown>): Promise<unknown> {
  try {
    return await request;
  } catch (error) {
    if (Gone.safeParse(error).success) return { node: null };
    throw error;
  }
}

const Gone = z.object({ errors: z.array(z.object({ type: z.literal("NOT_FOUND") })).min(1) });

const QUERY = `query($id: ID!) {
  node(id: $id) { ... on IssueComment { editor { __typename login } } ... on Issue { editor { __typename login } } }
}`;

const Editor = z
  .object({ ["__typename"]: z.string(), login: z.string() })
  .transform(({ ["__typename"]: type, login }) => ({
    type,
    login: type === "Bot" ? `${login}[bot]` : login,
  }));

const Answer = z.object({ node: z.object({ editor: Editor.nullish() }).nullable() });
