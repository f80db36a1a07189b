import { z } from "zod";
import { NeedsHuman, NextStepError, Outage, Retryable, Terminal } from "#src/errors.ts";

/**
 * Turns whatever a GitHub call threw into an error that is named by what happens next.
 * @param now milliseconds since the epoch, to turn `x-ratelimit-reset` into a wait
 * Sources: docs.github.com "Rate limits for the REST API", "Troubleshooting the REST API"; octokit's RequestError and GraphqlResponseError.
 */
export function classify(error: unknown, now: number): NextStepError {
  if (error instanceof NextStepError) return error;
  const graphql = GraphqlFailure.safeParse(error);
  if (graphql.success) return classifyGraphql(graphql.data, error, now);
  const failed = HttpFailure.safeParse(error);
  if (failed.success) return classifyHttp(failed.data, error, now);
  if (error instanceof z.ZodError) {
    return new Terminal(`GitHub's answer is not what its description says: ${z.prettifyError(error)}`, {
      cause: error,
    });
  }
  if (isNetworkFailure(error))
    return new Outage(`GitHub was not reached: ${messageOf(error)}`, { of: "github", cause: error });
  return new Terminal(messageOf(error), { cause: error });
}

/** GitHub asks for at least a minute where it gives no time. */
const LIMIT_WAIT_MS = 60_000;
/** The throttle on creating things; its numbers are internal, and GitHub says to back off for minutes. */
const CREATION_WAIT_MS = 180_000;
const TOO_QUICKLY = /submitted too quickly|creating content too quickly/i;
const EMPTY = /repository is empty/i;
const SECONDARY = /secondary rate|abuse detection/i;

const Headers = z
  .object({
    "retry-after": z.coerce.number().optional().catch(undefined),
    "x-ratelimit-remaining": z.coerce.number().optional().catch(undefined),
    "x-ratelimit-reset": z.coerce.number().optional().catch(undefined),
  })
  .catch({});
type Headers = z.infer<typeof Headers>;

const HttpFailure = z.object({
  status: z.int(),
  message: z.string(),
  request: z.object({ method: z.string(), url: z.string() }).optional().catch(undefined),
  response: z.object({ headers: Headers }).optional().catch(undefined),
});
type HttpFailure = z.infer<typeof HttpFailure>;

const GraphqlFailure = z.object({
  name: z.literal("GraphqlResponseError"),
  headers: Headers,
  errors: z.array(z.object({ type: z.string().optional(), message: z.string() })).min(1),
});
type GraphqlFailure = z.infer<typeof GraphqlFailure>;

function classifyHttp(failed: HttpFailure, cause: unknown, now: number): NextStepError {
  const { status, request } = failed;
  const where = request === undefined ? "" : ` (${request.method} ${request.url.replace(/\?.*/, "")})`;
  const message = `GitHub answered ${status}: ${failed.message}${where}`;
  const headers = failed.response?.headers ?? {};
  if (TOO_QUICKLY.test(failed.message)) {
    return new Retryable(message, { cause, retryAfterMs: waitOf(headers, now, CREATION_WAIT_MS) });
  }
  const limited = headers["retry-after"] !== undefined || headers["x-ratelimit-remaining"] === 0;
  if (status === 429 || (status === 403 && (limited || SECONDARY.test(failed.message)))) {
    return new Retryable(message, { cause, retryAfterMs: waitOf(headers, now, LIMIT_WAIT_MS) });
  }
  if (status >= 500 && failed.response === undefined) {
    return new Outage(`GitHub was not reached: ${failed.message}${where}`, { of: "github", cause });
  }
  if (status === 401) return new Retryable(message, { cause, hint: CREDENTIALS });
  if (status === 404) return notThere(message, request?.url ?? "", cause);
  const hint = hintFor(status, failed.message);
  if (hint !== undefined) return new NeedsHuman(message, { cause, hint });
  if (status < 500 && status !== 408 && status !== 409) return new Terminal(message, { cause });
  const wait = headers["retry-after"];
  const retryAfterMs = wait === undefined ? undefined : wait * 1000;
  if (status >= 500) return new Outage(message, { of: "github", cause, retryAfterMs });
  return new Retryable(message, { cause, retryAfterMs });
}

/** A token that ran out is renewed before the next try; what is wrong with the key itself is named when that does not help. */
const CREDENTIALS = "Check the App's id and private key (APP_ID, PRIVATE_KEY), and this machine's clock.";

/** Not yet, for what was made a moment ago is shown late; or not any more; or not to us. Time tells the first, a person mends the others. */
function notThere(message: string, url: string, cause: unknown): NextStepError {
  if (/\/access_tokens$|\/installation$/.test(url.replace(/\?.*/, ""))) {
    const hint = "Install the App on the repository again.";
    return new NeedsHuman(`the App is not installed here (any more): ${message}`, { cause, hint });
  }
  return new Retryable(message, { cause, hint: "See that it is still there and that the App may read it." });
}

const SUSPENDED = /installation (has been|is) suspended/i;

/** What a person can do about it; nothing for 410 and 422, which say that the thing itself is gone or wrong. */
function hintFor(status: number, message: string): string | undefined {
  if (EMPTY.test(message)) return "Push a first commit to the default branch.";
  if (/issues (are|has been) disabled/i.test(message)) {
    return "Turn on Issues in the repository's settings (General, Features).";
  }
  if (/conversation.*locked|issue is locked|locked.*(issue|conversation)/i.test(message)) {
    return "Unlock the conversation of the issue.";
  }
  if (/archived/i.test(message)) return "Unarchive the repository.";
  if (/rule violations|protected branch|required status check/i.test(message)) {
    return "Let the App pass the rule (settings, Rules, bypass list), or exclude the branches fractal/** from it.";
  }
  if (SUSPENDED.test(message)) {
    return "The App is suspended here. Unsuspend it: the account's settings, GitHub Apps, Configure, Unsuspend.";
  }
  if (status === 403) {
    return "Give the App what app.yml asks for: settings, GitHub Apps, Configure, accept the permissions.";
  }
  return undefined;
}

function classifyGraphql({ errors, headers }: GraphqlFailure, cause: unknown, now: number): NextStepError {
  const message = `GitHub's GraphQL answered: ${errors.map((error) => error.message).join("; ")}`;
  const type = errors[0]?.type;
  if (TOO_QUICKLY.test(message)) {
    return new Retryable(message, { cause, retryAfterMs: waitOf(headers, now, CREATION_WAIT_MS) });
  }
  if (type === "RATE_LIMITED" || SECONDARY.test(message)) {
    return new Retryable(message, { cause, retryAfterMs: waitOf(headers, now, LIMIT_WAIT_MS) });
  }
  if (/something went wrong|timed? ?out|timeout|resource limits/i.test(message))
    return new Retryable(message, { cause });
  if (type === "FORBIDDEN" || type === "INSUFFICIENT_SCOPES") {
    return new NeedsHuman(message, { cause, hint: hintFor(403, message) });
  }
  return new Terminal(message, { cause });
}

function waitOf(headers: Headers, now: number, otherwise: number): number {
  if (headers["retry-after"] !== undefined) return headers["retry-after"] * 1000;
  const reset = headers["x-ratelimit-reset"];
  if (headers["x-ratelimit-remaining"] !== 0 || reset === undefined) return otherwise;
  // The limit is by the hour: a longer wait is this machine's clock being wrong.
  return Math.min(Math.max(1000, reset * 1000 - now), 3_600_000);
}

/** How fetch says that no answer came, or only half of one. */
const NETWORK_NAMES = ["AbortError", "TimeoutError"];
const NETWORK_WORDS = ["fetch failed", "terminated"];

function isNetworkFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (NETWORK_NAMES.includes(error.name) || NETWORK_WORDS.includes(error.message)) return true;
  const { code } = error as { code?: unknown };
  return typeof code === "string" && /^(E[A-Z]+|UND_ERR_\w+)$/.test(code);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
