import { githubGraphql } from "#test/github/graphql.ts";
import { githubOpenApi } from "#test/github/openapi.ts";

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * A fetch for Octokit that lets GitHub's own descriptions judge every request and every answer, REST and GraphQL; what they object to is
 * added to `violations`. Give it to Octokit as `request.fetch`.
 * @param through what really sends
 */
export function judgedFetch(violations: string[], through: Fetch = fetch): Fetch {
  return async (url, init = {}) => {
    const { pathname, search } = new URL(url);
    const method = init.method ?? "GET";
    const sent =
      typeof init.body === "string" && init.body !== "" ? (JSON.parse(init.body) as unknown) : undefined;
    const graphql = pathname === "/graphql" ? (sent as Operation) : undefined;
    const asked = graphql
      ? githubGraphql().request(graphql.query, graphql.variables)
      : githubOpenApi().request(method, pathname + search, sent);
    violations.push(...asked);
    const response = await through(url, init);
    const answered = await jsonOf(response.clone());
    // An archive or a log: fetch has followed GitHub's redirect to where it is kept.
    if (answered === NOT_JSON) return response;
    if (graphql && response.status !== 200) return response;
    const told = graphql
      ? githubGraphql().response(graphql.query, graphql.variables, answered)
      : githubOpenApi().response(method, pathname, response.status, answered);
    violations.push(...told);
    return response;
  };
}

type Operation = { query: string; variables?: Record<string, unknown> };

const NOT_JSON = Symbol("not JSON");

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return undefined;
  return response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : NOT_JSON;
}
