import { execFile } from "node:child_process";
import { createSign, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Octokit } from "@octokit/rest";
import { type Hub, type HubOptions, startHub } from "#src/local/hub/hub.ts";
import type { Permissions, Repo } from "#src/local/hub/rows.ts";
import { mintInstallationToken } from "#src/local/hub/tokens.ts";

const run = promisify(execFile);

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

export const APP: HubOptions["app"] = {
  id: 4711,
  slug: "spec-bot",
  name: "Spec Bot",
  privateKey,
  permissions: {
    metadata: "read",
    issues: "write",
    pull_requests: "write",
    contents: "write",
    actions: "write",
    checks: "write",
    statuses: "write",
  },
  events: [
    "issues",
    "issue_comment",
    "sub_issues",
    "issue_dependencies",
    "pull_request",
    "pull_request_review",
    "push",
    "create",
    "delete",
    "check_suite",
    "check_run",
    "workflow_run",
    "status",
    "label",
  ],
};

/** One hub with ada's repository `demo`: two commits on main, the App installed, bob may write, eve may only look. */
export async function startWorld(options: Partial<HubOptions> = {}) {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), "hub-"));
  const hub = await startHub({ app: APP, ...options, dir });
  const repo = await hub.seed.repo({ owner: "ada", name: "demo", defaultBranch: "main" });
  hub.seed.collaborator(repo, "bob", "write");
  hub.seed.user("eve");
  const installation = hub.seed.install(repo);
  const tokens = { ada: hub.seed.token("ada"), bob: hub.seed.token("bob"), eve: hub.seed.token("eve") };
  const octokit = (auth?: string): Octokit => new Octokit({ baseUrl: hub.url, auth, log: silent });
  return {
    hub,
    repo,
    dir,
    octokit,
    ada: octokit(tokens.ada),
    bob: octokit(tokens.bob),
    eve: octokit(tokens.eve),
    tokens,
    at: { owner: "ada", repo: "demo" },
    asJwt: () => octokit(jwt(APP.id)),
    /** The App, with these permissions instead of its own. */
    asApp: (permissions: Permissions = APP.permissions) =>
      octokit(mintInstallationToken(hub.context, installation, { repoIds: [repo.id], permissions }).token),
    git: gitIn,
    clone: (token?: string) => cloneOf(hub, repo, token),
    [Symbol.asyncDispose]: async () => {
      await hub.close();
      if (!options.dir) rmSync(dir, { recursive: true, force: true });
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;

export function jwt(issuer: number, seconds = 540): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: "RS256", typ: "JWT" })}.${part({ iat: now - 30, exp: now + seconds, iss: issuer })}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey).toString("base64url")}`;
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** git as a person has it, without their configuration. */
export async function gitIn(cwd: string, ...args: string[]): Promise<string> {
  const identity = [
    "-c",
    "user.name=Ada",
    "-c",
    "user.email=ada@example.com",
    "-c",
    "init.defaultBranch=main",
  ];
  const { stdout } = await run("git", [...identity, ...args], {
    cwd,
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_TERMINAL_PROMPT: "0",
    },
  });
  return stdout.trimEnd();
}

async function cloneOf(hub: Hub, repo: Repo, token?: string): Promise<string> {
  const into = mkdtempSync(join(tmpdir(), "clone-"));
  const address = new URL(`${hub.url}/${hub.context.fullName(repo)}.git`);
  if (token) Object.assign(address, { username: "x-access-token", password: token });
  await gitIn(into, "clone", "--quiet", address.href, ".");
  return into;
}
