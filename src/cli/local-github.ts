import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { createNodeMiddleware, Probot } from "probot";
import { NeedsHuman } from "#src/errors.ts";
import type { HubApp } from "#src/local/hub/context.ts";
import { type Hub, startHub } from "#src/local/hub/hub.ts";
import { CalmOctokit } from "#src/orchestrator.ts";

const slug = "fractal";
const webhooksPath = "/api/github/webhooks";
const Manifest = z.object({
  default_permissions: z.record(z.string(), z.enum(["read", "write"])),
  default_events: z.array(z.string()),
});

export type LocalGithub = Readonly<{
  hub: Hub;
  privateKey: string;
  /** The bare repository's directory. */
  bare: string;
  /** The person's own. */
  token: string;
  /** Tells the hub of branches that were brought into the bare repository; no workflow starts for them. */
  adopt: (branches: readonly string[]) => Promise<void>;
}>;

/**
 * A GitHub on loopback with our App installed, as `app.yml` asks for it.
 * @throws NeedsHuman when the port is in use, or when what is kept there began on another branch
 */
export async function openLocalGithub(options: {
  dir: string;
  home: string;
  owner: string;
  name: string;
  defaultBranch: string;
  /** The first issue's number is above; 0 when left out. */
  numbersAbove?: number;
  overlay: Record<string, string>;
  /** What the workflows read with `secrets` and `vars`. */
  secrets: Record<string, string>;
  variables: Record<string, string>;
  /** Any free one when left out. */
  port?: number;
}): Promise<LocalGithub> {
  mkdirSync(options.dir, { recursive: true });
  const { owner, name, defaultBranch, numbersAbove = 0, secrets, variables, port = 0 } = options;
  const privateKey = keptKey(join(options.dir, "app.pem"));
  const hub = await startAt(port, {
    dir: options.dir,
    app: { id: 1, slug, name: "Fractal", privateKey, ...permissionsAndEvents(options.home) },
    overlay: { [`${owner}/${name}`]: options.overlay },
  });
  hub.seed.user(owner);
  const repo = await hub.seed.repo({ owner, name, defaultBranch, numbersAbove, private: true });
  if (repo.defaultBranch !== defaultBranch) {
    await hub.close();
    throw new NeedsHuman(
      `what is kept in ${options.dir} began on ${repo.defaultBranch}, and this starts from ${defaultBranch}`,
      { hint: `give --base ${repo.defaultBranch} to go on there, or --data <dir> to begin anew` },
    );
  }
  hub.seed.install(repo);
  hub.seed.actionsSettings(repo, { secrets, variables });
  return {
    hub,
    privateKey,
    bare: join(options.dir, "repos", owner, `${name}.git`),
    token: hub.seed.token(owner),
    adopt: (branches) => hub.seed.branches(repo, owner, branches),
  };
}

async function startAt(port: number, options: Parameters<typeof startHub>[0]): Promise<Hub> {
  try {
    return await startHub({ ...options, port });
  } catch (error) {
    if (
      !(error instanceof Error) ||
      (error.cause as NodeJS.ErrnoException | undefined)?.code !== "EADDRINUSE"
    )
      throw error;
    throw new NeedsHuman(`port ${port} is in use`, {
      hint: "stop what listens there, or leave --port out to take any free one",
    });
  }
}

function permissionsAndEvents(home: string): Pick<HubApp, "permissions" | "events"> {
  const manifest = Manifest.parse(parse(readFileSync(join(home, "app.yml"), "utf8")));
  return { permissions: manifest.default_permissions, events: manifest.default_events };
}

/** The App's own server on loopback, through Probot: signatures are checked, every delivery goes through the one door. */
export async function serveApp<Running>(
  hub: Pick<Hub, "url" | "setWebhook">,
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
