import type { GithubOctokit } from "#src/effects/github/client.ts";

/** A request as Octokit's hooks see it: a template and what fills it. */
type Endpoint = Readonly<{
  method: string;
  url: string;
  baseUrl: string;
  headers: Readonly<Record<string, unknown>>;
  mediaType: Readonly<{ format?: string; previews?: readonly string[] }>;
  request: Readonly<{ fetch: typeof fetch; signal?: AbortSignal }>;
}> &
  Readonly<Record<string, unknown>>;

type Answer = { url: string; status: number; headers: Record<string, string>; data: unknown };
type Request = (endpoint: Endpoint) => Promise<Answer>;

/**
 * For `authStrategy`: the innermost of Octokit's hooks, which puts the token on and goes to `fetch` by itself. Octokit
 * merges and expands each request four times on its way there, which is more than the hub takes to answer. Whatever is
 * not plain is left to Octokit: other requests, refusals, and what `fetch` throws.
 */
export function quickRequest({ token }: { token: string }): { hook: unknown } {
  const authorization = `token ${token}`;
  const hook = async (request: Request, endpoint: Endpoint): Promise<Answer> => {
    const signed = { ...endpoint, headers: { ...endpoint.headers, authorization } };
    const asked = plainlyAsked(signed);
    if (asked === undefined) return request(signed);
    const { url, headers, body } = asked;
    const { signal = null, fetch: ask } = endpoint.request;
    const came = await ask(url, { method: endpoint.method, headers, body, signal }).then(
      (response) => ({ response }),
      (error: Error) => ({ error }),
    );
    if ("response" in came && isPlain(came.response)) return answerOf(came.response);
    const again = () => ("response" in came ? Promise.resolve(came.response) : Promise.reject(came.error));
    return request({ ...signed, request: { ...signed.request, fetch: again } });
  };
  return { hook };
}

/** What goes over the wire; undefined for what Octokit had better say. */
function plainlyAsked(
  endpoint: Endpoint,
): Readonly<{ url: string; headers: Record<string, string>; body: string | null }> | undefined {
  const { method, baseUrl, mediaType } = endpoint;
  const template = templateOf(endpoint.url);
  if (template === undefined || mediaType.format || mediaType.previews?.length) return undefined;
  const path = expanded(template, endpoint);
  const rest = Object.entries(endpoint).filter(([name]) => !own.has(name) && !template.names.includes(name));
  if (path === undefined || rest.some(([name]) => name === "q" || name === "data")) return undefined;
  const url = path.startsWith("http") ? path : `${baseUrl}${path}`;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(endpoint.headers)) headers[name] = String(value);
  if (method === "GET") {
    const query = rest.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&");
    if (query === "") return { url, headers, body: null };
    return { url: `${url}${url.includes("?") ? "&" : "?"}${query}`, headers, body: null };
  }
  if (rest.length === 0) return undefined;
  headers["content-type"] ??= "application/json; charset=utf-8";
  return { url, headers, body: JSON.stringify(Object.fromEntries(rest)) };
}

const own = new Set(["method", "baseUrl", "url", "headers", "request", "mediaType"]);

/** Literals and names in turn, beginning with a literal. */
type Template = Readonly<{ literals: readonly string[]; names: readonly string[] }>;
const templates = new Map<string, Template | undefined>();

function templateOf(url: string): Template | undefined {
  // An address with everything in it, from Octokit's own hands: there are as many as requests.
  if (url.startsWith("http")) return url.includes("{") ? undefined : { literals: [url], names: [] };
  if (!templates.has(url)) templates.set(url, parsed(url));
  return templates.get(url);
}

function parsed(url: string): Template | undefined {
  const parts = url.split(/\{(\w+)\}/);
  const literals = parts.filter((_, at) => at % 2 === 0);
  const names = parts.filter((_, at) => at % 2 === 1);
  return literals.every((literal) => /^[\w/.-]*$/.test(literal)) ? { literals, names } : undefined;
}

function expanded({ literals, names }: Template, values: Endpoint): string | undefined {
  let path = literals[0] ?? "";
  for (const [at, name] of names.entries()) {
    const value = values[name];
    if (typeof value !== "string" && typeof value !== "number") return undefined;
    const encoded = encodeURIComponent(value).replace(
      /[!'()*]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    );
    path += `${encoded}${literals[at + 1] ?? ""}`;
  }
  return path.replace(/\/$/, "");
}

function isPlain({ status, headers }: Response): boolean {
  return status >= 200 && status < 300 && !headers.has("deprecation");
}

function answerOf({ status, url, headers, body }: Response): Answer {
  return {
    url,
    status,
    headers: Object.fromEntries(headers),
    data: status === 204 || status === 205 ? "" : body,
  };
}

/** Octokit's plugin for logs expands every request once more, before it is signed, for lines that nobody reads. */
export function withoutLog(octokit: GithubOctokit): GithubOctokit {
  const { endpoint } = octokit.request;
  const { parse } = endpoint;
  const unread = (options: Endpoint) =>
    options.headers["authorization"] === undefined ? { url: options.url } : parse(options as never);
  Object.assign(endpoint, { parse: unread });
  return octokit;
}
