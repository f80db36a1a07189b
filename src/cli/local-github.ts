import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { createNodeMiddleware, Probot } from "probot";
import { CalmOctokit } from "#src/orchestrator.ts";
import { type Hub, startHub } from "#src/local/hub/hub.ts";

const slug = "fractal";
const webhooksPath = "/api/github/webhooks";
const Manifest = z.object({
  default_permissions: z.record(z.string(), z.enum(["read", "write"])),
  default_events: z.array(z.string()),
});

/** A GitHub on loopback with our App installed, as `app.yml` asks for it. */
export async function openLocalGithub(options: {
  dir: string;
  home: string;
  owner: string;
  name: string;
  defaultBranch: string;
  overlay: Record<string, string>;
  /** What the workflows read with `secrets` and `vars`. */
  secrets: Record<string, string>;
  variables: Record<string, string>;
  port?: number;
}): Promise<{ hub: Hub; privateKey: string; bare: string; token: string }> {
  mkdirSync(options.dir, { recursive: true });
  const privateKey = keptKey(join(options.dir, "app.pem"));
  const manifest = Manifest.parse(parse(readFileSync(join(options.home, "app.yml"), "utf8")));
  const { owner, name } = options;
  const hub = await startHub({
    dir: options.dir,
    ...(options.port !== undefined && { port: options.port }),
    app: {
      id: 1,
      slug,
      name: "Fractal",
      privateKey,
      permissions: manifest.default_permissions,
      events: manifest.default_events,
    },
    overlay: { [`${owner}/${name}`]: options.overlay },
  });
  hub.seed.user(owner);
  const repo = await hub.seed.repo({ owner, name, defaultBranch: options.defaultBranch, private: true });
  hub.seed.install(repo);
  const { secrets, variables } = options;
  hub.seed.actionsSettings(repo, { secrets, variables });
  const bare = join(options.dir, "repos", owner, `${name}.git`);
  return { hub, privateKey, bare, token: hub.seed.token(owner) };
}

/** The App's own server on loopback, through Probot: signatures are checked, every delivery goes through the one door. */
export async function serveApp<Running>(
  hub: Hub,
  privateKey: string,
  start: (probot: Probot) => Promise<Running>,
  /** How its requests are sent, e.g. by one who listens. */
  { fetch }: { fetch?: typeof globalThis.fetch } = {},
): Promise<{ running: Running; close: () => Promise<void> }> {
  const secret = randomBytes(24).toString("hex");
  const probot = new Probot({
    appId: 1,
    privateKey,
    secret,
    baseUrl: hub.url,
    logLevel: "fatal",
    Octokit: CalmOctokit,
    ...(fetch && { request: { fetch } }),
  });
  let running: Running | undefined;
  const middleware = await createNodeMiddleware(
    async (app) => {
      running = await start(app);
    },
    { probot, webhooksPath },
  );
  const server = createServer(
    (request, response) => void middleware(request, response, () => void response.writeHead(404).end()),
  );
  await listen(server);
  const { port } = server.address() as AddressInfo;
  hub.setWebhook(`http://127.0.0.1:${port}${webhooksPath}`, secret);
  if (running === undefined) throw new Error("the App did not start");
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { running, close };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
}

/** The App's key stays with the data, so that a hub started again still knows its App. */
function keptKey(file: string): string {
  if (existsSync(file)) return readFileSync(file, "utf8");
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  writeFileSync(file, privateKey, { mode: 0o600 });
  return privateKey;
}
