import { expect, test } from "vitest";
import { githubClient, type GithubOctokit } from "#src/effects/github/client.ts";
import { jsonResponse } from "../hub/memory-response.ts";
import { quickRequest, withoutLog } from "./quick-request.ts";

const where = { owner: "ada", repo: "garden" };

const calls: Readonly<Record<string, (octokit: GithubOctokit) => Promise<unknown>>> = {
  "a list, page by page": (octokit) =>
    octokit.paginate(octokit.rest.issues.listForRepo, { ...where, labels: "a b,ü", per_page: 2 }),
  "a path with what must be escaped": (octokit) =>
    octokit.rest.repos.getContent({ ...where, path: "src/it's (new)*.txt", ref: "a+b" }),
  "a ref": (octokit) => octokit.rest.git.getRef({ ...where, ref: "heads/fractal/1/epic" }),
  "a body": (octokit) => octokit.rest.issues.create({ ...where, title: "ü", labels: ["a"] }),
  "a body with nothing in it": (octokit) => octokit.rest.actions.cancelWorkflowRun({ ...where, run_id: 3 }),
  "a route in words": (octokit) =>
    octokit.request("POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", {
      ...where,
      workflow_id: "worker.yml",
      ref: "main",
      inputs: { n: "1" },
    }),
  "a query language": (octokit) => octokit.graphql("query ($n: Int!) { node(n: $n) { id } }", { n: 1 }),
  "a refusal": (octokit) => octokit.rest.issues.get({ ...where, issue_number: 404 }),
  "a lost answer": (octokit) => octokit.rest.issues.get({ ...where, issue_number: 500 }),
};

test.each(Object.entries(calls))("%s is asked and answered as by Octokit itself", async (_name, call) => {
  const asked = (isQuick: boolean) => heard(isQuick, call);
  expect(await asked(true)).toEqual(await asked(false));
});

/** What went over the wire, and what came of it. */
async function heard(isQuick: boolean, call: (octokit: GithubOctokit) => Promise<unknown>): Promise<unknown> {
  const wire: unknown[] = [];
  const ask: typeof fetch = async (input, init) => {
    const url = String(input);
    wire.push({ url, method: init?.method, headers: init?.headers, body: init?.body ?? undefined });
    if (url.endsWith("/500")) throw new TypeError("fetch failed");
    if (url.endsWith("/404")) return jsonResponse(404, { message: "Not Found" }, url);
    return jsonResponse(200, url.endsWith("/graphql") ? { data: { node: { id: url } } } : [{ id: url }], url);
  };
  const request = { fetch: ask, parseSuccessResponseBody: false };
  const baseUrl = "http://hub.test";
  const auth = isQuick ? { authStrategy: quickRequest, auth: { token: "of-ada" } } : { auth: "of-ada" };
  const client = githubClient({ ...auth, baseUrl, request });
  const octokit = isQuick ? withoutLog(client) : client;
  const came = await call(octokit).then(
    (value) => ({ value: JSON.parse(JSON.stringify(value)) as unknown }),
    (error: Error & { status?: number }) => ({
      name: error.name,
      message: error.message,
      status: error.status,
    }),
  );
  return { wire, came };
}
