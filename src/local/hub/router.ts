import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";
import type { Actor } from "./actor.ts";
import type { HubContext } from "./context.ts";
import { Refusal } from "./errors.ts";
import type { Repo, Role } from "./rows.ts";

/** One request that was routed, identified and let through. */
export type Call = {
  ctx: HubContext;
  method: string;
  /** The path's parameters, percent-decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  actor: Actor;
  /** The page and the address of a list, for `Link` headers. */
  url: URL;
};

/** A call under `/repos/{owner}/{repo}`. */
export type RepoCall = Call & { repo: Repo };

export type Answer = {
  status: number;
  json?: unknown;
  raw?: { type: string; bytes: Buffer };
  headers?: Record<string, string>;
};

/**
 * Who may call. Inside a repository: what an App's or a job's token needs (`issues:write`; alternatives joined by `|`),
 * and the role that a person needs. Elsewhere: the App itself by JWT, an installation, or anyone.
 */
export type RepoAccess = { permission: string; role: Role };
export type GlobalAccess = "jwt" | "installation" | "anyone";

export type Route = { method: string; template: string; pattern: RegExp; names: string[] } & (
  | { access: RepoAccess; handle: (call: RepoCall) => Answer | Promise<Answer> }
  | { access: GlobalAccess; handle: (call: Call) => Answer | Promise<Answer> }
);

/** A route under `/repos/{owner}/{repo}`; `template` is what follows, as GitHub's OpenAPI description writes it. */
export function repoRoute(
  method: string,
  template: string,
  access: RepoAccess,
  handle: (call: RepoCall) => Answer | Promise<Answer>,
): Route {
  return { access, handle, ...compile(method, `/repos/{owner}/{repo}${template}`) };
}

/** A route outside of repositories, with its whole template. */
export function globalRoute(
  method: string,
  template: string,
  access: GlobalAccess,
  handle: (call: Call) => Answer | Promise<Answer>,
): Route {
  return { access, handle, ...compile(method, template) };
}

/** These parameters may contain slashes, encoded or not. */
const DEEP = new Set(["path", "ref", "basehead", "branch"]);

function compile(method: string, template: string) {
  const names: string[] = [];
  const source = template.replace(/[.]|\{([a-z_]+)\}/g, (text, name: string | undefined) => {
    if (!name) return `\\${text}`;
    names.push(name);
    return DEEP.has(name) ? "(.+)" : "([^/]+)";
  });
  return { method, template, names, pattern: new RegExp(`^${source}/?$`) };
}

/** The request's JSON body by a schema, or the 422 that GitHub answers to a body of the wrong shape. */
export function bodyOf<T>(call: Call, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonOf(call.bytes));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join("/") || "The body";
  throw new Refusal(422, `Invalid request.\n\n"${field}": ${issue?.message ?? "is not valid"}.`);
}

function jsonOf(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(bytes.toString("utf8")) ?? {};
  } catch {
    throw new Refusal(400, "Problems parsing JSON");
  }
}
