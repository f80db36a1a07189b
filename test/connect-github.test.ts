import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Probot } from "probot";
import { expect, onTestFinished, test, vi } from "vitest";
import { connectGithub } from "#src/connect-github.ts";
import { classify } from "#src/effects/github/classify.ts";
import { readRef } from "#src/effects/github/branches.ts";
import { type Hub, startHub } from "#src/local/hub/hub.ts";
import { CalmOctokit } from "#src/orchestrator.ts";
import { APP } from "#test/local/hub/world.ts";

/**
 * Two repositories of ada's and one of bob's, and the App as it reaches them. What GitHub wants a rest from is answered in its stead; `unread`
 * is what was said of accounts, `busiest` how many requests were under way at once.
 */
async function startInstallations(resting: RegExp, times = Infinity) {
  let left = times;
  const dir = mkdtempSync(join(tmpdir(), "hub-"));
  const hub = await startHub({ dir, app: APP });
  onTestFinished(async () => {
    vi.useRealTimers();
    await hub.close();
    rmSync(dir, { recursive: true, force: true });
  });
  for (const [owner, name] of [
    ["ada", "shop"],
    ["ada", "site"],
    ["bob", "tool"],
  ] as const)
    hub.seed.install(await hub.seed.repo({ owner, name, defaultBranch: "main" }));
  const unread: string[] = [];
  const traffic = { now: 0, busiest: 0 };
  const through: typeof fetch = async (input, init) => {
    traffic.now += 1;
    traffic.busiest = Math.max(traffic.busiest, traffic.now);
    return fetch(input, init).finally(() => {
      traffic.now -= 1;
    });
  };
  const send: typeof fetch = (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : String(input));
    if (!resting.test(pathname) || left === 0) return through(input, init);
    left -= 1;
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
  const github = await connectGithub(probot, {
    onRequest: () => undefined,
    onUnread: (account, error) => void unread.push(`${account}: ${classify(error, 0).message}`),
  });
  return { ...github, hub, unread, traffic };
}

/** Every token that the App holds is as old as can be. */
function expireTokens({ state }: Hub): void {
  for (const token of state.tokens.filter(({ kind }) => kind === "installation"))
    if (token.scope)
      state.tokens.put({ ...token, scope: { ...token.scope, expiresAt: "2020-01-01T00:00:00Z" } });
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

test("a token that GitHub takes no more is replaced: the next try goes through, and so on every hour", async () => {
  const { hub, repository } = await startInstallations(/^$/);
  const main = async () => readRef(await repository("ada", "shop"), "main");
  expect(await main()).toBeUndefined();
  // A token that was made this very moment is tried again for some seconds, since GitHub shows it late.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  for (const hours of [1, 2]) {
    vi.setSystemTime(Date.now() + hours * 6_000);
    expireTokens(hub);
    await expect(main()).rejects.toMatchObject({ name: "Retryable", hint: /private key/ });
    expect(await main()).toBeUndefined();
  }
});

test("a token that was replaced is replaced by one that renews itself: an hour later only one try more is lost", async () => {
  const { hub, repository } = await startInstallations(/^$/);
  const main = async () => readRef(await repository("ada", "shop"), "main");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  const pass = (hours: number) => vi.setSystemTime(Date.now() + hours * 3_600_000 + 6_000);
  await main();
  pass(0);
  for (const lost of [1, 2]) {
    expireTokens(hub);
    await expect(main(), `loss ${lost}`).rejects.toMatchObject({ name: "Retryable" });
    await main();
    pass(2);
  }
  expireTokens(hub);
  expect(await main()).toBeUndefined();
});

test("where the App is installed again it goes on", async () => {
  const { hub, repository } = await startInstallations(/^$/);
  const main = async () => readRef(await repository("ada", "shop"), "main");
  expect(await main()).toBeUndefined();
  const [old] = hub.state.installations.filter(({ repoIds }) => repoIds.length === 2);
  if (old === undefined) throw new Error("ada has no installation");
  hub.state.installations.delete(old.id);
  // The token that is kept has run out: a new one is asked for, of an installation that is gone.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 7_200_000 });
  expect(classify(await main().catch((thrown: unknown) => thrown), 0)).toMatchObject({ name: "NeedsHuman" });
  hub.state.installations.put({ ...old, id: old.id + 1000 });
  expect(await main()).toBeUndefined();
});

test("installations are read a few at a time", async () => {
  const { hub, repositories, traffic } = await startInstallations(/^$/);
  for (let n = 0; n < 12; n += 1)
    hub.seed.install(await hub.seed.repo({ owner: `owner-${n}`, name: "shop", defaultBranch: "main" }));
  await repositories();
  expect(traffic.busiest).toBeGreaterThan(1);
  expect(traffic.busiest).toBeLessThanOrEqual(4);
});

test("where the App was thrown out nothing is taken for missing: a person is told to install it again", async () => {
  const { hub, repository } = await startInstallations(/^$/);
  const main = async () => readRef(await repository("ada", "shop"), "main");
  expect(await main()).toBeUndefined();
  for (const { id } of hub.state.installations.filter(() => true)) hub.state.installations.delete(id);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 6_000 });
  expireTokens(hub);
  await expect(main()).rejects.toMatchObject({ name: "Retryable" });
  const error: unknown = await main().catch((thrown: unknown) => thrown);
  expect(classify(error, 0)).toMatchObject({ name: "NeedsHuman", hint: expect.stringContaining("Install") });
});

test("an installation that cannot be read hides the repositories of no other, and is named", async () => {
  const { hub, repositories, repository, unread } = await startInstallations(
    /^\/installation\/repositories$/,
    1,
  );
  for (const [owner, repo] of [
    ["ada", "shop"],
    ["bob", "tool"],
  ] as const) {
    const { octokit } = await repository(owner, repo);
    await octokit.rest.issues.create({ owner, repo, title: "To do" });
  }
  expect(hub.state.installations.filter(() => true)).toHaveLength(2);
  expect(await repositories()).toHaveLength(1);
  expect(unread).toEqual([expect.stringMatching(/^(ada|bob): .*secondary rate limit/)]);
});
