import { expect, test } from "vitest";
import { githubClient, type RequestReport } from "#src/effects/github/client.ts";
import { createPace } from "#src/effects/github/pace.ts";
import { json, startScriptedServer } from "./scripted-server.ts";

const at = { owner: "ann", repo: "shop" };

function client(url: string, options: Parameters<typeof githubClient>[1] = {}) {
  return githubClient({ auth: "secret-token", baseUrl: url }, options);
}

test("every request is reported by its route, with its limits and without anything secret", async () => {
  await using server = await startScriptedServer({
    "GET /repos/ann/shop": (_request, response) => json(response, 200, {}, { "x-ratelimit-remaining": "41" }),
    "POST /repos/ann/shop/issues": (_request, response) =>
      json(response, 422, { message: "Validation Failed" }),
  });
  const reports: RequestReport[] = [];
  const octokit = client(server.url, { onRequest: (report) => reports.push(report) });
  await octokit.rest.repos.get(at);
  await expect(octokit.rest.issues.create({ ...at, title: "x" })).rejects.toMatchObject({ status: 422 });
  expect(reports).toEqual([
    {
      method: "GET",
      route: "/repos/{owner}/{repo}",
      status: 200,
      ms: expect.any(Number),
      write: false,
      rate: { "x-ratelimit-remaining": "41" },
    },
    {
      method: "POST",
      route: "/repos/{owner}/{repo}/issues",
      status: 422,
      ms: expect.any(Number),
      write: true,
      rate: {},
    },
  ]);
  expect(JSON.stringify(reports)).not.toContain("secret-token");
});

test("a lost or refused-for-now request is asked once, and thrown as an outage or a wish for rest", async () => {
  await using server = await startScriptedServer({
    "POST /repos/ann/shop/issues": (_request, response) => json(response, 502, { message: "Bad gateway" }),
    "POST /repos/ann/shop/labels": (_request, response) => void response.destroy(),
    "GET /rate_limit": () => {},
    "GET /repos/ann/shop": (_request, response) =>
      json(response, 403, { message: "secondary rate limit" }, { "retry-after": "9" }),
  });
  const octokit = client(server.url);
  const impatient = client(server.url, { timeoutMs: 100 });
  await expect(octokit.rest.issues.create({ ...at, title: "x" })).rejects.toMatchObject({
    name: "Outage",
  });
  await expect(octokit.rest.issues.createLabel({ ...at, name: "x" })).rejects.toMatchObject({
    name: "Outage",
  });
  await expect(octokit.rest.repos.get(at)).rejects.toMatchObject({ name: "Retryable", retryAfterMs: 9000 });
  await expect(impatient.rest.rateLimit.get()).rejects.toMatchObject({ name: "Outage" });
  expect(server.asked).toHaveLength(4);
});

test("a write whose answer was lost is looked for when GitHub's lists are sure to show it, a read at once", async () => {
  await using server = await startScriptedServer({
    "POST /repos/ann/shop/issues": (_request, response) => void response.destroy(),
    "POST /repos/ann/shop/labels": (_request, response) =>
      json(response, 503, { message: "Busy" }, { "retry-after": "30" }),
    "GET /repos/ann/shop": (_request, response) => void response.destroy(),
  });
  const octokit = client(server.url, { lagMs: 10_000 });
  await expect(octokit.rest.issues.create({ ...at, title: "x" })).rejects.toMatchObject({
    retryAfterMs: 10_000,
  });
  // Of a rest that only this answer asked for nobody else knows.
  await expect(octokit.rest.repos.get(at)).rejects.toMatchObject({ retryAfterMs: undefined });
  await expect(octokit.rest.issues.createLabel({ ...at, name: "x" })).rejects.toMatchObject({
    retryAfterMs: 30_000,
  });
});

test("an answer that was cut off, and GraphQL's not-now with status 200, are no answers", async () => {
  await using server = await startScriptedServer({
    "GET /repos/ann/shop": (_request, response) => {
      response
        .writeHead(200, { "content-type": "application/json", "content-length": "100" })
        .write('{"id": 1');
      setTimeout(() => response.destroy(), 20);
    },
    "POST /graphql": (_request, response) =>
      json(response, 200, { data: null, errors: [{ message: "was submitted too quickly" }] }),
  });
  const octokit = client(server.url);
  await expect(octokit.rest.repos.get(at)).rejects.toMatchObject({ name: "Retryable" });
  await expect(octokit.graphql("mutation { x }")).rejects.toMatchObject({
    name: "Retryable",
    retryAfterMs: 180_000,
  });
});

/** A client whose clock only moves when somebody waits for a turn. */
function timed(url: string) {
  let now = 0;
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    now += ms;
  };
  const limits = { burst: 1, perMinute: 60, perHour: 400 };
  const clock = () => now;
  return { octokit: client(url, { pace: createPace({ limits, clock, sleep }), clock }), slept, sleep };
}

test("what creates something people see waits for its turn; edits, git data and reads do not", async () => {
  const ok = (_request: unknown, response: Parameters<typeof json>[0]) => json(response, 200, { data: {} });
  await using server = await startScriptedServer({
    "POST /repos/ann/shop/issues/1/comments": ok,
    "PATCH /repos/ann/shop/issues/1": ok,
    "POST /repos/ann/shop/issues/1/labels": ok,
    "POST /repos/ann/shop/git/blobs": ok,
    "GET /repos/ann/shop": ok,
    "POST /graphql": ok,
  });
  const { octokit, slept } = timed(server.url);
  await octokit.rest.issues.createComment({ ...at, issue_number: 1, body: "x" });
  await octokit.rest.issues.update({ ...at, issue_number: 1, body: "x" });
  await octokit.rest.issues.addLabels({ ...at, issue_number: 1, labels: ["x"] });
  await octokit.rest.git.createBlob({ ...at, content: "x" });
  await octokit.rest.repos.get(at);
  await octokit.graphql("query { viewer { login } }");
  expect(slept).toEqual([]);
  await octokit.graphql("mutation { createIssue { issue { id } } }");
  await octokit.rest.issues.createComment({ ...at, issue_number: 1, body: "x" });
  expect(slept).toEqual([1000, 1000]);
});

test("while GitHub wants a rest nothing is sent, and whoever asks is told when to come back", async () => {
  let limited = true;
  await using server = await startScriptedServer({
    "GET /repos/ann/shop": (_request, response) =>
      limited
        ? json(response, 429, { message: "Slow down" }, { "retry-after": "60" })
        : json(response, 200, {}),
  });
  const { octokit, sleep } = timed(server.url);
  await expect(octokit.rest.repos.get(at)).rejects.toMatchObject({ retryAfterMs: 60_000 });
  await sleep(20_000);
  await expect(octokit.rest.repos.get(at)).rejects.toMatchObject({ name: "Unasked", retryAfterMs: 40_000 });
  await expect(octokit.rest.issues.create({ ...at, title: "x" })).rejects.toMatchObject({
    retryAfterMs: 40_000,
  });
  expect(server.asked).toHaveLength(1);
  limited = false;
  await sleep(40_000);
  await octokit.rest.repos.get(at);
});

test("creating things too quickly stops only what creates", async () => {
  await using server = await startScriptedServer({
    "POST /graphql": (_request, response) =>
      json(response, 200, { data: null, errors: [{ message: "was submitted too quickly" }] }),
    "GET /repos/ann/shop": (_request, response) => json(response, 200, {}),
  });
  const { octokit } = timed(server.url);
  await expect(octokit.graphql("mutation { x }")).rejects.toMatchObject({ retryAfterMs: 180_000 });
  await octokit.rest.repos.get(at);
  await expect(octokit.rest.issues.create({ ...at, title: "x" })).rejects.toMatchObject({
    name: "Unasked",
  });
  expect(server.asked).toEqual(["POST /graphql", "GET /repos/ann/shop"]);
});
