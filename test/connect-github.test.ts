import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Probot } from "probot";
import { expect, onTestFinished, test } from "vitest";
import { connectGithub } from "#src/connect-github.ts";
import { startHub } from "#src/local/hub/hub.ts";
import { CalmOctokit } from "#src/orchestrator.ts";
import { APP } from "#test/local/hub/world.ts";

/** Two repositories of ada's and one of bob's, and the App as it reaches them. What GitHub wants a rest from is answered in its stead. */
async function startInstallations(resting: RegExp) {
  const dir = mkdtempSync(join(tmpdir(), "hub-"));
  const hub = await startHub({ dir, app: APP });
  onTestFinished(async () => {
    await hub.close();
    rmSync(dir, { recursive: true, force: true });
  });
  for (const [owner, name] of [
    ["ada", "shop"],
    ["ada", "site"],
    ["bob", "tool"],
  ] as const)
    hub.seed.install(await hub.seed.repo({ owner, name, defaultBranch: "main" }));
  const send: typeof fetch = (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : String(input));
    if (!resting.test(pathname)) return fetch(input, init);
    const body = { message: "You have exceeded a secondary rate limit." };
    return Promise.resolve(Response.json(body, { status: 403, headers: { "retry-after": "60" } }));
  };
  const probot = new Probot({
    appId: APP.id,
    privateKey: APP.privateKey,
    secret: "between us",
    baseUrl: hub.url,
    logLevel: "fatal",
    Octokit: CalmOctokit,
    request: { fetch: send },
  });
  return connectGithub(probot, () => undefined);
}

test("a rest that GitHub wants of an installation holds for all its repositories, and for no other's", async () => {
  const github = await startInstallations(/^\/repos\/ada\/shop\/labels$/);
  const labels = async (owner: string, repo: string) => {
    const { octokit, ...where } = await github.repository(owner, repo);
    return octokit.rest.issues.listLabelsForRepo(where);
  };
  expect((await labels("ada", "site")).status).toBe(200);
  await expect(labels("ada", "shop")).rejects.toThrow("secondary rate limit");
  await expect(labels("ada", "site")).rejects.toThrow("GitHub asked for a rest");
  expect((await labels("bob", "tool")).status).toBe(200);
});
