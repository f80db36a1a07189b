/** Whether a request counts against GitHub's limit on creating things, and for whom it is. */
export type ContentWrite = "people" | "mirror" | undefined;

/**
 * What creates something people see counts: issues, comments, links between issues, pull requests, reviews, merges, labels, and GraphQL
 * mutations. Edits (a label put on an issue is one), git data, statuses and runs are plain requests.
 * Source: docs.github.com, "Rate limits for the REST API", secondary limits.
 * @param route template as Octokit knows it, `/repos/{owner}/{repo}/issues`
 */
export function contentWrite(method: string, route: string, query?: unknown): ContentWrite {
  if (route.endsWith("/graphql")) return isMutation(query) ? "mirror" : undefined;
  if (!["POST", "PUT"].includes(method.toUpperCase()) || !CONTENT.test(route)) return undefined;
  return FOR_PEOPLE.test(route) ? "people" : "mirror";
}

export function isWrite(method: string, route: string, query?: unknown): boolean {
  if (route.endsWith("/graphql")) return isMutation(query);
  return !["GET", "HEAD", "OPTIONS"].includes(method.toUpperCase());
}

const CONTENT = /^\/repos\/[^/]+\/[^/]+\/(issues(?!\/[^/]+\/labels$)|pulls|labels|merges)(\/|$)/;
const FOR_PEOPLE = /\/(comments|reactions|pulls|merge|merges)(\/|$)/;

function isMutation(query: unknown): boolean {
  return typeof query === "string" && /^\s*mutation\b/.test(query);
}
