/** An opaque global id, as GraphQL wants it: never a number, and told apart by what it names. */
export function nodeId(kind: string, id: number): string {
  return `${PREFIXES[kind] ?? kind}_${known.get(id) ?? encoded(id)}`;
}

const known = new Map<number, string>();

function encoded(id: number): string {
  const text = Buffer.from(`hub:${id}`).toString("base64url");
  if (known.size > 10_000) known.clear();
  known.set(id, text);
  return text;
}

/** The row id in a node id of that kind, or nothing. */
export function idOfNode(kind: string, node: string): number | undefined {
  const prefix = `${PREFIXES[kind] ?? kind}_`;
  if (!node.startsWith(prefix)) return undefined;
  const match = /^hub:(\d+)$/.exec(Buffer.from(node.slice(prefix.length), "base64url").toString("utf8"));
  return match ? Number(match[1]) : undefined;
}

const PREFIXES: Record<string, string> = {
  User: "U",
  Repository: "R",
  Issue: "I",
  IssueComment: "IC",
  Label: "LA",
  PullRequest: "PR",
  PullRequestReview: "PRR",
};
