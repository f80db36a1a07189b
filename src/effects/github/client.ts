import { Octokit } from "@octokit/rest";
import { classify } from "./classify.ts";
import { contentWrite, isWrite } from "./content-write.ts";
import { createPace, type Pace } from "./pace.ts";
import { Outage, Retryable, Unasked } from "#src/errors.ts";

/** What our functions call; Probot's Octokit is one too, once its throttle and retry are configured away. */
export type GithubOctokit = Pick<Octokit, "rest" | "request" | "graphql" | "paginate" | "hook">;

/** One repository, reached as one installation. */
export type Repo = Readonly<{ octokit: GithubOctokit; owner: string; repo: string }>;

/** One request that was answered or lost, for telemetry. */
export type RequestReport = Readonly<{
  method: string;
  /** Template, not the concrete path: `/repos/{owner}/{repo}/issues`. */
  route: string;
  /** Absent when no answer came. */
  status: number | undefined;
  /** Milliseconds on the wire, the wait for a turn not counted. */
  ms: number;
  write: boolean;
  /** The `x-ratelimit-*` and `retry-after` headers as they came. */
  rate: Readonly<Record<string, string>>;
}>;

export type ClientOptions = Readonly<{
  pace?: Pace;
  onRequest?: (report: RequestReport) => void;
  /** Milliseconds since the epoch. */
  clock?: () => number;
  /** An answer that takes longer counts as lost, in milliseconds. */
  timeoutMs?: number;
  /** How long after a write the lists may not show it, in milliseconds: one whose answer was lost is looked for after that. */
  lagMs?: number;
}>;

/** An Octokit with neither throttle nor blind retries, paced and watched; `auth` is what Octokit's constructor takes. */
export function githubClient(
  auth: ConstructorParameters<typeof Octokit>[0],
  options: ClientOptions = {},
): GithubOctokit {
  return governed(new Octokit({ log: quiet, ...auth }), options);
}

/** A 404 is often data, and every request is reported anyway. */
const silence = (): void => {};
export const quiet = { debug: silence, info: silence, warn: silence, error: silence };

/**
 * Puts an Octokit under our rules: content writes wait for their turn, every request is reported, a lost or refused-for-now one is thrown
 * as Retryable. All other refusals stay Octokit's own errors: to the functions of this room a 404 or 422 is often data.
 */
export function governed<Client extends GithubOctokit>(octokit: Client, options: ClientOptions = {}): Client {
  const { pace = createPace(), onRequest, clock = Date.now, timeoutMs = 60_000, lagMs = 0 } = options;
  octokit.hook.wrap("request", async (request, endpoint) => {
    const { method, url: route } = endpoint;
    const query: unknown = endpoint["query"];
    const content = contentWrite(method, route, query);
    refuseWhileResting(pace, content !== undefined);
    if (content !== undefined) {
      await pace.turn(content);
      refuseWhileResting(pace, true);
    }
    // Inner hooks see this very object, and its `request` is shared by all requests of the client: replace, never write into it.
    endpoint.request = { signal: AbortSignal.timeout(timeoutMs), ...endpoint.request };
    const started = clock();
    const report = (status: number | undefined, headers: object) =>
      onRequest?.({
        method,
        route,
        status,
        ms: clock() - started,
        write: isWrite(method, route, query),
        rate: rateHeaders(headers),
      });
    // A copy: Octokit shares `request` between calls, and a shared signal would end them all when the first one's time is over.
    const signal = endpoint.request.signal ?? AbortSignal.timeout(timeoutMs);
    try {
      const response = await request({ ...endpoint, request: { ...endpoint.request, signal } });
      report(response.status, response.headers);
      refuseUnusable(response, clock());
      return response;
    } catch (error) {
      const { response } = error as { response?: { status: number; headers: object } };
      if (!(error instanceof Retryable)) report(response?.status, response?.headers ?? {});
      const next = classify(error, clock());
      // Without a token nothing was asked: that the App was thrown out is no word about what was asked for.
      if (isNoToken(error)) throw next;
      // GitHub's words for what is not there and for a conflict: data to whoever asked.
      if (!(next instanceof Retryable) || DATA.includes(response?.status ?? 0)) throw error;
      if (next.retryAfterMs !== undefined) pace.hold(next.retryAfterMs, restFrom(next));
      throw isWrite(method, route, query) ? noSoonerThan(lagMs, next) : next;
    }
  });
  return octokit;
}

const DATA = [404, 409];

/** It was the App's token that could not be had. */
export function isNoToken(error: unknown): boolean {
  const { request } = error as { request?: { url?: unknown } };
  return String(request?.url).endsWith("/access_tokens");
}

/** GitHub bans who goes on asking: while it wants a rest nothing is sent, and whoever asks is told when to come back. */
function refuseWhileResting(pace: Pace, creates: boolean): void {
  const retryAfterMs = pace.rest(creates);
  if (retryAfterMs > 0) throw new Unasked("GitHub asked for a rest", { retryAfterMs });
}

/** It may have been done: looked for too early it would be done twice. */
function noSoonerThan(lagMs: number, error: Retryable): Retryable {
  const { message, cause, hint, retryAfterMs = 0 } = error;
  if (retryAfterMs >= lagMs) return error;
  const later = { cause, hint, retryAfterMs: lagMs };
  return error instanceof Outage
    ? new Outage(message, { ...later, of: error.of })
    : new Retryable(message, later);
}

/** The throttle on creating things leaves the rest of the API open. */
function restFrom({ message }: Retryable): "everything" | "creating" {
  return /too quickly/i.test(message) ? "creating" : "everything";
}

/** Octokit lets two kinds of lost answers pass as good: a body that was cut off, and GraphQL's "not now", which comes with status 200. */
function refuseUnusable({ data, headers }: { data: unknown; headers: Headers }, now: number): void {
  if (typeof data === "string" && headers["content-type"]?.startsWith("application/json")) {
    throw new Retryable("GitHub's answer was cut off");
  }
  const { errors } = (data ?? {}) as { errors?: unknown };
  if (!Array.isArray(errors)) return;
  const next = classify({ name: "GraphqlResponseError", headers, errors }, now);
  if (next instanceof Retryable) throw next;
}

type Headers = Readonly<Record<string, string | number | undefined>> & { "content-type"?: string };

function rateHeaders(headers: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith("x-ratelimit-") || name === "retry-after")
      .map(([name, value]) => [name, String(value)]),
  );
}
