import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerRequest, type RequestLog } from "./answer-request.ts";
import type { HubContext } from "./context.ts";
import { Refusal } from "./errors.ts";
import type { BareRepositories } from "./git/bare-repositories.ts";
import { serveGit } from "./git/smart-http.ts";
import type { Route } from "./router.ts";

/** What is served: the API by its routes, and git's own protocol on the bare repositories. */
export type Served = { routes: Route[]; bares: BareRepositories; log: RequestLog[] };

/** Starts serving on the loopback interface; `ctx.url` is set when this resolves. */
export async function serve(ctx: HubContext, port: number, served: Served): Promise<Server> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", ctx.url);
    const exchange = { request, response, url };
    const done = serveGit(ctx, served.bares, exchange) ?? serveApi(ctx, served, exchange);
    done.catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await listen(server, port);
  ctx.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return server;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new Error(
              `Port ${port} is in use. Stop what listens there, or give another one: --port 0 takes any free port.`,
              { cause: error },
            )
          : error,
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
}

type Exchange = { request: IncomingMessage; response: ServerResponse; url: URL };

async function serveApi(ctx: HubContext, { routes, log }: Served, exchange: Exchange): Promise<void> {
  const { request, response, url } = exchange;
  const { method = "GET", headers } = request;
  const readBody = () => bodyOf(request);
  const answer = await answerRequest(ctx, routes, { method, url, headers, readBody }, log);
  const { status, json } = answer;
  const bytes = answer.bytes ?? (json === undefined ? undefined : Buffer.from(JSON.stringify(json)));
  const length = bytes && { "content-length": bytes.length };
  response.writeHead(status, { ...answer.headers, ...length });
  response.end(bytes);
}

const LIMIT = 25 * 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LIMIT) throw new Refusal(413, "Payload too big");
  }
  return Buffer.concat(chunks);
}
