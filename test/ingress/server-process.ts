import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request as ask } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

const home = join(import.meta.dirname, "..", "..");

/** The server as `npm start` starts it, on any free port, with the file store; it answers when this resolves. */
export async function startServer(to: {
  data: string;
  /** As GitHub Enterprise: what `asEnterprise` made of it. */
  hub: string;
  key: string;
  model: string;
  secret: string;
}): Promise<{ app: ChildProcess; url: string; log: () => string }> {
  const port = await freePort();
  const app = spawnServer({ ...to, port });
  let log = "";
  const hear = (chunk: Buffer) => void (log = (log + chunk.toString()).slice(-100_000));
  app.stdout.on("data", hear);
  app.stderr.on("data", hear);
  await answering(`http://127.0.0.1:${port}/ping`, app);
  return { app, url: `http://127.0.0.1:${port}/api/github/webhooks`, log: () => log };
}

/** The same before it answers. */
export function spawnServer(to: {
  data: string;
  hub: string;
  key: string;
  model: string;
  secret: string;
  port: number;
}): ChildProcessByStdio<null, Readable, Readable> {
  const env = {
    PATH: process.env["PATH"],
    HOME: to.data,
    APP_ID: "1",
    PRIVATE_KEY: to.key,
    WEBHOOK_SECRET: to.secret,
    HOST: "127.0.0.1",
    PORT: String(to.port),
    GHE_HOST: new URL(to.hub).host,
    GHE_PROTOCOL: "http",
    OPENAI_BASE_URL: to.model,
    FRACTAL_DATA: to.data,
    BD_BIN: "/none/bd",
  };
  return spawn(process.execPath, [join(home, "src", "app.ts")], { env, stdio: ["ignore", "pipe", "pipe"] });
}

/** GitHub Enterprise has its API under `/api/v3`, the hub has it at its root. */
export async function asEnterprise(hub: string, open: AsyncDisposableStack): Promise<string> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").replace(/^\/api\/v3/, "").replace(/^\/api\/graphql/, "/graphql");
    const { method, headers } = request;
    const passed = ask(`${hub}${path}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    request.pipe(passed);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function freePort(): Promise<number> {
  const server = createSocketServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function answering(url: string, app: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (app.exitCode !== null) throw new Error(`the server ended with ${app.exitCode}`);
    const isUp = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await sleep(100);
  }
  throw new Error("the server did not come up within 30 s");
}
