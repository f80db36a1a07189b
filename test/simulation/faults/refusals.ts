/** What GitHub says instead of doing what it was asked; by kind of fault. */
export const refusals: Readonly<Record<string, Refusal>> = {
  "github-500": { status: 502, message: "Server Error" },
  "github-403-limit": {
    status: 403,
    message: "API rate limit exceeded for installation ID 1.",
    headers: { "retry-after": "45", "x-ratelimit-remaining": "0" },
  },
  "github-403-secondary": {
    status: 403,
    message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
  },
  "github-403-bare": { status: 403, message: "Resource not accessible by integration" },
  "github-429": { status: 429, message: "Too many requests", headers: { "retry-after": "10" } },
  "github-422": { status: 422, message: "Validation Failed: was submitted too quickly" },
  "github-401": { status: 401, message: "Bad credentials" },
};

type Refusal = Readonly<{ status: number; message: string; headers?: Readonly<Record<string, string>> }>;

export function refusalOf(kind: string): Response {
  const { status, message, headers } = refusals[kind] ?? {
    status: 500,
    message: "Server Error",
    headers: {},
  };
  const body = JSON.stringify({ message, documentation_url: "https://docs.github.com/rest" });
  return new Response(body, {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
  });
}
