import { expect, test } from "vitest";
import { z } from "zod";
import { NeedsHuman, Outage, Retryable, Terminal } from "#src/errors.ts";
import { classify } from "#src/effects/github/classify.ts";

const NOW = 1_000_000;

function http(status: number, message: string, headers: Record<string, string> = {}) {
  const request = { method: "POST", url: "https://api.github.com/repos/ann/shop/issues?x=1" };
  return Object.assign(new Error(message), { status, request, response: { headers } });
}

function graphql(message: string, type?: string) {
  return Object.assign(new Error(message), {
    name: "GraphqlResponseError",
    headers: {},
    errors: [{ message, type }],
  });
}

const cases: [string, unknown, typeof Terminal, { retryAfterMs?: number | undefined; hint?: RegExp }][] = [
  ["server error", http(502, "Bad gateway"), Outage, {}],
  ["server error that says when", http(503, "Busy", { "retry-after": "7" }), Outage, { retryAfterMs: 7000 }],
  ["timeout", http(408, "Timeout"), Retryable, {}],
  ["conflict", http(409, "Conflict"), Retryable, {}],
  ["too many", http(429, "Slow down"), Retryable, { retryAfterMs: 60_000 }],
  [
    "secondary limit",
    http(403, "You have exceeded a secondary rate limit"),
    Retryable,
    { retryAfterMs: 60_000 },
  ],
  [
    "rate limit by a clock that is far behind",
    http(403, "API rate limit exceeded", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "999999" }),
    Retryable,
    { retryAfterMs: 3_600_000 },
  ],
  ["limit with retry-after", http(403, "No", { "retry-after": "30" }), Retryable, { retryAfterMs: 30_000 }],
  [
    "primary limit until its reset",
    http(403, "API rate limit exceeded", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1090" }),
    Retryable,
    { retryAfterMs: 90_000 },
  ],
  ["creating too quickly", http(422, "was submitted too quickly"), Retryable, { retryAfterMs: 180_000 }],
  ["a token or a key that is no good", http(401, "Bad credentials"), Retryable, { hint: /private key/ }],
  [
    "no permission",
    http(403, "Resource not accessible by integration"),
    NeedsHuman,
    { hint: /accept the permissions/ },
  ],
  [
    "suspended",
    http(403, "This installation has been suspended"),
    NeedsHuman,
    { hint: /Unsuspend it: .*Configure/ },
  ],
  ["archived", http(403, "Repository was archived so is read-only."), NeedsHuman, { hint: /Unarchive/ }],
  ["no issues", http(410, "Issues are disabled for this repo"), NeedsHuman, { hint: /Turn on Issues/ }],
  ["empty", http(409, "Git Repository is empty."), NeedsHuman, { hint: /first commit/ }],
  ["a rule", http(422, "Repository rule violations found"), NeedsHuman, { hint: /bypass/ }],
  ["not there yet, or not any more", http(404, "Not Found"), Retryable, { hint: /still there/ }],
  [
    "a locked issue",
    http(403, "Unable to create comment because issue is locked."),
    NeedsHuman,
    { hint: /Unlock/ },
  ],
  ["deleted", http(410, "This issue was deleted"), Terminal, {}],
  ["invalid", http(422, "Validation Failed"), Terminal, {}],
  ["no answer", Object.assign(new Error("socket hang up"), { status: 500 }), Outage, {}],
  ["no connection", new TypeError("fetch failed"), Outage, {}],
  ["refused", Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), Outage, {}],
  ["GraphQL too quickly", graphql("was submitted too quickly"), Retryable, { retryAfterMs: 180_000 }],
  ["GraphQL limit", graphql("no", "RATE_LIMITED"), Retryable, { retryAfterMs: 60_000 }],
  ["GraphQL fault", graphql("Something went wrong while executing your query"), Retryable, {}],
  ["GraphQL forbidden", graphql("Resource not accessible", "FORBIDDEN"), NeedsHuman, { hint: /permissions/ }],
  ["GraphQL not found", graphql("Could not resolve to a node", "NOT_FOUND"), Terminal, {}],
  ["an answer of another shape", z.string().safeParse(5).error, Terminal, {}],
  ["a bug", new Error("x is not a function"), Terminal, {}],
  ["no error at all", "oops", Terminal, {}],
];

test.each(cases)("%s", (_name, thrown, kind, { retryAfterMs, hint }) => {
  const error = classify(thrown, NOW);
  expect(error.constructor).toBe(kind);
  expect((error as Retryable).retryAfterMs).toBe(retryAfterMs);
  expect(error.hint ?? "").toMatch(hint ?? /^$/);
});

test("what is named already keeps its name, and the message says which request without its query", () => {
  const named = new NeedsHuman("choose");
  expect(classify(named, NOW)).toBe(named);
  expect(classify(http(404, "Not Found"), NOW).message).toBe(
    "GitHub answered 404: Not Found (POST https://api.github.com/repos/ann/shop/issues)",
  );
});
