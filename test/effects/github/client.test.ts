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

test("a lost or refused-for-now request is asked once, and thrown as Retryable", async () => {
  await using server = await startScriptedServer({
    "POST /repos/ann/shop/issues": (_request, response) => json(response, 502, { message: "Bad gateway" }),
    "POST /repos/ann/shop/labels": (_request, response) => void response.destroy(),
    "GET /repos/ann/shop": (_request, response) =>
      json(response, 403, { message: "secondary rate limit" }, { "retry-after": "9" }),
    "GET /rate_limit": () => {},
  });
  const octokit = client(server.url);
  const impatient = client(server.url, { timeoutMs: 100 });
  await expect(octokit.rest.issues.create({ ...at, title: "x" })).rejects.toMatchObject({
    name: "Retryable",
  });
  await expect(octokit.rest.issues.createLabel({ ...at, name: "x" })).rejects.toMatchObject({
    name: "Retryable",
  });
  await expect(octokit.rest.repos.get(at)).rejects.toMatchObject({ name: "Retryable", retryAfterMs: 9000 });
  await expect(impatient.rest.rateLimit.get()).rejects.toMatchObject({ name: "Retryable" });
  expect(server.asked).toHaveLength(4);
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

test("content writes wait for their turn, a rest that GitHub asks for holds them all, reads never wait", async () => {
  await using server = await startScriptedServer({
    "POST /repos/ann/shop/issues": (_request, response) =>
      json(response, 429, { message: "Slow down" }, { "retry-after": "60" }),
    "POST /repos/ann/shop/issues/1/comments": (_request, response) => json(response, 201, {}),
    "POST /repos/ann/shop/git/blobs": (_request, response) => json(response, 201, {}),
    "GET /repos/ann/shop": (_request, response) => json(response, 200, {}),
  });
  let now = 0;
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    now += ms;
  };
  const octokit = client(server.url, { pace: createPace({ clock: () => now, sleep }), clock: () => now });
  await expect(octokit.rest.issues.create({ ...at, title: "x" })).rejects.toMatchObject({
    retryAfterMs: 60_000,
  });
  await octokit.rest.repos.get(at);
  await octokit.rest.git.createBlob({ ...at, content: "x" });
  expect(slept).toEqual([]);
  await octokit.rest.issues.createComment({ ...at, issue_number: 1, body: "x" });
  expect(slept).toEqual([60_000]);
});
