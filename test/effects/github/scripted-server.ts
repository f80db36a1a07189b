import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Handler = (request: IncomingMessage & { body: string }, response: ServerResponse) => void;

/** A server that answers what a story needs of a GitHub that misbehaves: `"GET /repos/ann/shop"` → what happens. */
export async function startScriptedServer(script: Record<string, Handler>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = `${request.method} ${new URL(request.url ?? "/", "http://_").pathname}`;
    asked.push(name);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const handler = script[name];
      if (!handler) return void json(response, 501, { message: `${name} is not in the script` });
      handler(Object.assign(request, { body: Buffer.concat(chunks).toString() }), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers })
    .end(JSON.stringify(body));
}
