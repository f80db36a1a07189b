import { execFile } from "node:child_process";
import { createSign, generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Octokit } from "@octokit/rest";
import { startRecorder } from "./recorder.ts";
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
    "check_suite",
    "check_run",
    "workflow_run",
    "workflow_job",
    "status",
    "label",
  ],
};

/** One hub, every answer and webhook of which is judged by GitHub's own description, with ada's repository `demo`: two commits on main, the App installed, bob may write, eve may only look. */
export async function startWorld({
  organization,
  ...options
}: Partial<HubOptions> & { organization?: boolean } = {}) {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), "hub-"));
  const recorder = await startRecorder();
  const hub = await startHub({ app: { ...APP, webhook: recorder.target }, ...options, dir });
  const owner = organization ? "engines" : "ada";
  hub.seed.user(owner, { type: organization ? "Organization" : "User" });
  const repo = await hub.seed.repo({ owner, name: "demo", defaultBranch: "main" });
  hub.seed.collaborator(repo, "bob", "write");
  if (organization) hub.seed.collaborator(repo, "ada", "admin");
  hub.seed.user("eve");
  const installation = hub.seed.install(repo);
  const tokens = { ada: hub.seed.token("ada"), bob: hub.seed.token("bob"), eve: hub.seed.token("eve") };
  const octokit = (auth?: string): Octokit =>
    new Octokit({ baseUrl: hub.url, auth, log: silent, request: { fetch: recorder.fetch } });
  const appToken = (permissions: Permissions = APP.permissions): string =>
    mintInstallationToken(hub.context, installation, { repoIds: [repo.id], permissions }).token;
  await hub.settled();
  return {
    hub,
    repo,
    dir,
    octokit,
    ada: octokit(tokens.ada),
    bob: octokit(tokens.bob),
    eve: octokit(tokens.eve),
    tokens,
    at: { owner, repo: "demo" },
    asJwt: () => octokit(jwt(APP.id)),
    /** The App, with these permissions instead of its own. */
    asApp: (permissions?: Permissions) => octokit(appToken(permissions)),
    appToken,
    git: gitIn,
    /** The webhooks so far, in order. */
    webhooks: async () => {
      await hub.settled();
      return recorder.webhooks;
    },
    heard: async () => {
      await hub.settled();
      return recorder.webhooks.map(({ event, payload }) =>
        payload.action ? `${event}.${payload.action}` : event,
      );
    },
    clone: (token?: string) => cloneOf(hub, repo, token),
    /** Pushes a first commit to main, as ada; answers with its sha. */
    firstPush: (files: Record<string, string> = { "README.md": "# Demo\n" }) =>
      firstPush(hub, repo, tokens.ada, files),
    [Symbol.asyncDispose]: async () => {
      await hub.close();
      await recorder.close();
      if (!options.dir) rmSync(dir, { recursive: true, force: true });
      if (recorder.violations.length > 0) throw new Error(recorder.violations.join("\n"));
    },
  };
}

async function firstPush(
  hub: Hub,
  repo: Repo,
  token: string,
  files: Record<string, string>,
): Promise<string> {
  const dir = await cloneOf(hub, repo, token);
  const sha = await commitIn(dir, files, "Begin");
  await gitIn(dir, "push", "--quiet", "origin", "HEAD:main");
  rmSync(dir, { recursive: true, force: true });
  return sha;
}

/** Writes files, commits them, answers with the commit. */
export async function commitIn(dir: string, files: Record<string, string>, message: string): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  await gitIn(dir, "add", "--all");
  await gitIn(dir, "commit", "--quiet", "--message", message);
  return gitIn(dir, "rev-parse", "HEAD");
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
