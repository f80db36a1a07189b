import { answerRequest, type RequestLog } from "#src/local/hub/answer-request.ts";
import type { HubContext } from "#src/local/hub/context.ts";
import { allRoutes } from "#src/local/hub/routes/all.ts";
import { MemoryResponse } from "./memory-response.ts";

/** `fetch` to a hub in the same process, as Octokit calls it: an address as text, a body of text or bytes. Redirects are followed. */
export function memoryFetch(ctx: HubContext, log: RequestLog[]): typeof fetch {
  const ask = async (address: string, init: RequestInit, redirected: boolean): Promise<MemoryResponse> => {
    const { method = "GET", body, redirect = "follow" } = init;
    const headers = lowerCase(init.headers);
    const readBody = () => bytesOf(body);
    const answer = await answerRequest(
      ctx,
      allRoutes,
      { method, url: new URL(address), headers, readBody },
      log,
    );
    const target = answer.headers["location"];
    if (redirect !== "follow" || target === undefined || answer.status < 301 || answer.status > 308)
      return new MemoryResponse(answer, address, redirected);
    return ask(target, { method: "GET", headers: { accept: headers["accept"] ?? "*/*" } }, true);
  };
  return async (input, init = {}) => {
    init.signal?.throwIfAborted();
    const response = await ask(String(input), init, false);
    return response as unknown as Response;
  };
}

function lowerCase(headers: RequestInit["headers"]): Record<string, string> {
  const pairs = headers instanceof Headers ? [...headers] : Object.entries(headers ?? {});
  return Object.fromEntries(pairs.map(([name, value]) => [String(name).toLowerCase(), String(value)]));
}

function bytesOf(body: RequestInit["body"]): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === "string") return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof ArrayBuffer) return Buffer.from(body);
  throw new Error("The hub in memory takes bodies of text or bytes only");
}
