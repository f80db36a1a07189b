import { createSign, generateKeyPairSync } from "node:crypto";
import { Octokit } from "@octokit/rest";
import type { HubOptions } from "#src/local/hub/hub.ts";
import type { Permissions } from "#src/local/hub/rows.ts";
import { mintInstallationToken } from "#src/local/hub/tokens.ts";
import { gitIn } from "./git-in.ts";
import { onLoopback, type OpenGround } from "./ground.ts";
import { Recorder } from "./recorder.ts";

export { commitIn, gitIn } from "./git-in.ts";

let openGround = onLoopback;

/** Plays the stories of this test file elsewhere; each file begins on loopback. */
export function standOn(ground: OpenGround): void {
  openGround = ground;
}

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
  const recorder = new Recorder();
  const ground = await openGround({ app: APP, ...options, dir: options.dir }, recorder);
  const { hub } = ground;
  const owner = organization ? "engines" : "ada";
  hub.seed.user(owner, { type: organization ? "Organization" : "User" });
  const repo = await hub.seed.repo({ owner, name: "demo", defaultBranch: "main" });
  hub.seed.collaborator(repo, "bob", "write");
  if (organization) hub.seed.collaborator(repo, "ada", "admin");
  hub.seed.user("eve");
  const installation = hub.seed.install(repo);
  const tokens = { ada: hub.seed.token("ada"), bob: hub.seed.token("bob"), eve: hub.seed.token("eve") };
  const octokit = (auth?: string): Octokit =>
    new Octokit({ baseUrl: hub.url, auth, log: silent, request: { fetch: recorder.judged(ground.fetch) } });
  const appToken = (permissions: Permissions = APP.permissions): string =>
    mintInstallationToken(hub.context, installation, { repoIds: [repo.id], permissions }).token;
  await hub.settled();
  return {
    hub,
    repo,
    octokit,
    /** Straight to the hub, judged by nobody. */
    fetch: ground.fetch,
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
    clone: (token?: string) => ground.clone(repo, token),
    /** A commit of ada's on what main has, pushed to another branch. */
    push: (branch: string, files: Record<string, string>, message: string) =>
      ground.push(repo, branch, files, message),
    /** Pushes a first commit to main, as ada; answers with its sha. */
    firstPush: (files: Record<string, string> = { "README.md": "# Demo\n" }) =>
      ground.push(repo, "main", files, "Begin"),
    [Symbol.asyncDispose]: async () => {
      await ground.close();
      await recorder.close();
      if (recorder.violations.length > 0) throw new Error(recorder.violations.join("\n"));
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
