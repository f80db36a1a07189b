import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Actor, identify } from "./actor.ts";
import type { HubContext } from "./context.ts";
import { badCredentials, notFound, Refusal } from "./errors.ts";
import { serveGit } from "./git/smart-http.ts";
import { requireAccess } from "./permissions.ts";
import { type Answer, type Call, matchRoute, type Route } from "./router.ts";

/** One request as it went, with the template of its route. */
export type RequestLog = { method: string; template: string; path: string; status: number };

/** Starts serving on the loopback interface; `ctx.url` is set when this resolves. */
export async function serve(
  ctx: HubContext,
  routes: Route[],
  port: number,
  log: RequestLog[],
): Promise<Server> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", ctx.url);
    const served =
      serveGit(ctx, request, response, url) ?? serveApi(ctx, routes, { request, response, url }, log);
    served.catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await listen(server, port);
  ctx.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return server;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new Error(
              `Port ${port} is in use. Stop what listens there, or give another one: --port 0 takes any free port.`,
              { cause: error },
            )
          : error,
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
}

type Exchange = { request: IncomingMessage; response: ServerResponse; url: URL };

async function serveApi(
  ctx: HubContext,
  routes: Route[],
  exchange: Exchange,
  log: RequestLog[],
): Promise<void> {
  const { request, response, url } = exchange;
  const path = url.pathname.replace(/^\/api\/v3(?=\/)/, "").replace(/^\/api\/graphql$/, "/graphql");
  const method = request.method ?? "GET";
  const entry: RequestLog = { method, template: path, path, status: 0 };
  log.push(entry);
  let answer: Answer;
  try {
    const { route, params } = matchRoute(routes, method, path);
    entry.template = route.template;
    const actor = identify(ctx, request.headers.authorization);
    const bytes = await readBody(request);
    answer = await answerOf(route, {
      ctx,
      method,
      params,
      query: url.searchParams,
      headers: request.headers,
      bytes,
      actor,
      url,
    });
  } catch (error) {
    answer = refusalOf(error, method, path);
  }
  entry.status = answer.status;
  send(response, answer, ctx, request.headers.authorization);
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

const LIMIT = 25 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LIMIT) throw new Refusal(413, "Payload too big");
  }
  return Buffer.concat(chunks);
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

function send(response: ServerResponse, answer: Answer, ctx: HubContext, credential = ""): void {
  const counts = used.get(ctx) ?? new Map<string, number>();
  used.set(ctx, counts.set(credential, (counts.get(credential) ?? 0) + 1));
  const spent = counts.get(credential) ?? 1;
  const body =
    answer.raw?.bytes ?? (answer.json === undefined ? undefined : Buffer.from(JSON.stringify(answer.json)));
  response.writeHead(answer.status, {
    "x-github-request-id": randomUUID(),
    "x-github-media-type": "github.v3; format=json",
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": String(Math.max(1, 5000 - spent)),
    "x-ratelimit-used": String(Math.min(4999, spent)),
    "x-ratelimit-reset": String(Math.ceil(Date.now() / 3_600_000) * 3600),
    "x-ratelimit-resource": "core",
    ...(body
      ? {
          "content-type": answer.raw?.type ?? "application/json; charset=utf-8",
          "content-length": body.length,
        }
      : {}),
    ...answer.headers,
  });
  response.end(body);
}
