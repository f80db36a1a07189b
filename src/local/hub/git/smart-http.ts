import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Actor, identify } from "../actor.ts";
import type { HubContext } from "../context.ts";
import { Refusal } from "../errors.ts";
import { announceRefs } from "../model/refs.ts";
import { mayChangeWorkflows } from "../model/workflow-guard.ts";
import { may } from "../permissions.ts";
import type { Repo } from "../rows.ts";
import type { Bare } from "./bare.ts";
import type { BareRepositories } from "./bare-repositories.ts";

const PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Serves clone, fetch and push through `git http-backend`, or nothing when the address is not git's. */
export function serveGit(
  ctx: HubContext,
  bares: BareRepositories,
  { request, response, url }: Pick<Exchange, "request" | "response" | "url">,
): Promise<void> | undefined {
  const match = PATH.exec(url.pathname);
  if (!match) return undefined;
  const [, owner = "", name = "", service = ""] = match;
  return exchange(ctx, bares, { request, response, url, owner, name, service });
}

type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  owner: string;
  name: string;
  service: string;
};

async function exchange(ctx: HubContext, bares: BareRepositories, git: Exchange): Promise<void> {
  const pushes = /receive-pack/.test(git.service + git.url.search);
  let repo: Repo;
  let actor: Actor;
  try {
    actor = identify(ctx, git.request.headers.authorization);
    repo = allowed(ctx, actor, ctx.repoNamed(git.owner, git.name), pushes);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const login = error.status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {};
    git.response
      .writeHead(error.status, { "content-type": "text/plain", ...login })
      .end(`${error.message}\n`);
    return;
  }
  await runBackend(bares.bare(ctx.fullName(repo)), git, {
    login: "user" in actor ? actor.user.login : "",
    workflows: mayChangeWorkflows(actor),
  });
  if (git.service === "git-receive-pack" && "user" in actor) {
    const { user } = actor;
    await ctx.lock(repo, () => announceRefs(ctx, repo, user));
  }
  // Only now does the pusher see the end: whoever has pushed finds pull requests and events up to date.
  git.response.end();
}

function allowed(ctx: HubContext, actor: Actor, repo: Repo | undefined, pushes: boolean): Repo {
  const anonymous = actor.kind === "anonymous";
  if (repo && !pushes && !repo.private) return repo;
  if (anonymous) throw new Refusal(401, "Authentication required.");
  if (!repo || !may(ctx, actor, repo, { permission: "contents:read", role: "read" }))
    throw new Refusal(404, "Repository not found.");
  if (pushes && !may(ctx, actor, repo, { permission: "contents:write", role: "write" }))
    throw new Refusal(403, `Permission to ${ctx.fullName(repo)}.git denied.`);
  return repo;
}

/** Runs the CGI program; resolves when git has ended; the answer is still open. */
function runBackend(bare: Bare, git: Exchange, who: { login: string; workflows: boolean }): Promise<void> {
  const { request, response } = git;
  const { GIT_DIR: _, ...base } = bare.env();
  const env: Record<string, string> = {
    ...base,
    GIT_PROJECT_ROOT: bare.path,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: `/${git.service}`,
    QUERY_STRING: git.url.search.slice(1),
    REQUEST_METHOD: request.method ?? "GET",
    CONTENT_TYPE: request.headers["content-type"] ?? "",
    REMOTE_ADDR: "127.0.0.1",
    ...(who.login ? { REMOTE_USER: who.login } : {}),
    ...(who.workflows ? { HUB_MAY_PUSH_WORKFLOWS: "1" } : {}),
  };
  const passed = {
    "git-protocol": "GIT_PROTOCOL",
    "content-encoding": "HTTP_CONTENT_ENCODING",
    "content-length": "CONTENT_LENGTH",
  };
  for (const [header, variable] of Object.entries(passed)) {
    const value = request.headers[header];
    if (typeof value === "string") env[variable] = value;
  }
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["http-backend"], { env, stdio: ["pipe", "pipe", "ignore"] });
    child.on("error", reject);
    child.stdin.on("error", () => {});
    request.pipe(child.stdin);
    // A client that goes away in the middle must not leave git waiting for the rest.
    request.on("close", () => child.stdin.end());
    response.statusCode = 500;
    child.stdout.on("data", relayCgi(response));
    child.on("close", () => resolve());
  });
}

/** Turns a CGI answer (headers, blank line, body) into an HTTP answer. */
function relayCgi(response: ServerResponse): (chunk: Buffer) => void {
  let head: Buffer | undefined = Buffer.alloc(0);
  return (chunk) => {
    if (!head) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    response.statusCode = 200;
    for (const line of head.subarray(0, end).toString("utf8").split("\r\n")) {
      const [key = "", ...value] = line.split(": ");
      if (key === "Status") response.statusCode = Number.parseInt(value[0] ?? "500", 10);
      else response.setHeader(key, value.join(": "));
    }
    response.write(head.subarray(end + 4));
    head = undefined;
  };
}
