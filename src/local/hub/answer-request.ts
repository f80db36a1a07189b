import type { IncomingHttpHeaders } from "node:http";
import { type Actor, identify } from "./actor.ts";
import type { HubContext } from "./context.ts";
import { badCredentials, notFound, Refusal } from "./errors.ts";
import { requireAccess } from "./permissions.ts";
import { matchRoute } from "./match-route.ts";
import type { Answer, Call, Route } from "./router.ts";

/** One request as it went, with the template of its route. */
export type RequestLog = { method: string; template: string; path: string; status: number };

/** A request of the API, however it came. */
export type HubRequest = {
  method: string;
  url: URL;
  /** Names in lower case. */
  headers: IncomingHttpHeaders;
  /** Read only when somebody may ask for it. */
  readBody: () => Buffer | Promise<Buffer>;
};

export type HubResponse = {
  status: number;
  headers: Record<string, string>;
  /** What is to be sent as JSON, or else bytes; neither for an answer without a body. */
  json: unknown;
  bytes: Buffer | undefined;
};

/** Answers one request of the API: never throws, since a fault of the hub is an answer too. */
export async function answerRequest(
  ctx: HubContext,
  routes: Route[],
  request: HubRequest,
  log: RequestLog[],
): Promise<HubResponse> {
  const { method, url, headers } = request;
  const path = url.pathname.replace(/^\/api\/v3(?=\/)/, "").replace(/^\/api\/graphql$/, "/graphql");
  const entry: RequestLog = { method, template: path, path, status: 0 };
  log.push(entry);
  let answer: Answer;
  try {
    const { route, params } = matchRoute(routes, method, path);
    entry.template = route.template;
    const actor = identify(ctx, headers.authorization);
    const bytes = await request.readBody();
    answer = await answerOf(route, {
      ctx,
      method,
      params,
      query: url.searchParams,
      headers,
      bytes,
      actor,
      url,
    });
  } catch (error) {
    answer = refusalOf(error, method, path);
  }
  entry.status = answer.status;
  return responseOf(ctx, answer, headers.authorization);
}

/** Writes to one repository wait for each other. */
async function answerOf(route: Route, call: Call): Promise<Answer> {
  if (typeof route.access === "string") {
    requireGlobal(route.access, call.actor);
    return (route.handle as (call: Call) => Promise<Answer>)(call);
  }
  const repo = call.ctx.repoNamed(call.params["owner"] ?? "", call.params["repo"] ?? "");
  if (!repo) throw notFound();
  const reads = call.method === "GET" || call.method === "HEAD";
  requireAccess(call.ctx, call.actor, repo, route.access, reads);
  const handle = route.handle as (call: Call & { repo: typeof repo }) => Promise<Answer>;
  return reads ? handle({ ...call, repo }) : call.ctx.lock(repo, () => handle({ ...call, repo }));
}

function requireGlobal(access: "jwt" | "installation" | "anyone", actor: Actor): void {
  if (access === "anyone" || actor.kind === access) return;
  if (access === "jwt") throw new Refusal(401, "A JSON web token could not be decoded");
  if (actor.kind === "anonymous") throw badCredentials();
  throw new Refusal(
    403,
    "You must authenticate with an installation access token in order to list repositories for an installation.",
  );
}

/** A refusal is an answer; anything else is a fault of the hub and is shown whole, since it runs on one's own machine. */
function refusalOf(error: unknown, method: string, path: string): Answer {
  if (error instanceof Refusal) return { status: error.status, json: error.body(), headers: error.headers };
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    status: 500,
    json: { message: `The local hub failed at ${method} ${path}: ${reason}`, status: "500" },
  };
}

const used = new WeakMap<HubContext, Map<string, number>>();

function responseOf(ctx: HubContext, answer: Answer, credential = ""): HubResponse {
  const counts = used.get(ctx) ?? new Map<string, number>();
  used.set(ctx, counts.set(credential, (counts.get(credential) ?? 0) + 1));
  const spent = counts.get(credential) ?? 1;
  const headers: Record<string, string> = {
    "x-github-request-id": ctx.requestId(),
    "x-github-media-type": "github.v3; format=json",
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": String(Math.max(1, 5000 - spent)),
    "x-ratelimit-used": String(Math.min(4999, spent)),
    "x-ratelimit-reset": String(Math.ceil(Date.now() / 3_600_000) * 3600),
    "x-ratelimit-resource": "core",
  };
  const { json, raw } = answer;
  if (raw !== undefined || json !== undefined)
    headers["content-type"] = raw?.type ?? "application/json; charset=utf-8";
  return { status: answer.status, headers: { ...headers, ...answer.headers }, json, bytes: raw?.bytes };
}
