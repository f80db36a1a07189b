import type { IncomingMessage, ServerResponse } from "node:http";

/** Resolves to true when it answered, as Probot's own does. */
type Middleware<Next> = (
  request: IncomingMessage & { body?: unknown },
  response: ServerResponse,
  next?: Next,
) => Promise<unknown>;

export type DoorLimits = Readonly<{
  /** Bytes of one body; GitHub sends no more than 25 MB. */
  bytes: number;
  /** A body up to here is always read: few of GitHub's are longer. */
  usualBytes: number;
  /** What all bodies that nobody has vouched for yet may have beyond that together. */
  unverifiedBytes: number;
}>;

const usual: DoorLimits = { bytes: 25_000_000, usualBytes: 500_000, unverifiedBytes: 100_000_000 };

/**
 * Stands before the middleware that reads webhooks: a body is read up to its limit only, and only what is signed with our
 * secret goes further. A stranger's request is neither parsed nor logged, and cannot fill the memory.
 */
export function webhookDoor<Next>(
  inner: Middleware<Next>,
  verify: (body: string, signature: string) => Promise<boolean>,
  limits: DoorLimits = usual,
): Middleware<Next> {
  let unverified = 0;
  const readBody = async (request: IncomingMessage): Promise<string | Refusal> => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let counted = 0;
    try {
      // Whoever breaks off still answers, so the socket stays.
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        const more = Math.max(0, bytes - limits.usualBytes) - counted;
        counted += more;
        unverified += more;
        if (bytes > limits.bytes) return tooLarge;
        if (counted > 0 && unverified > limits.unverifiedBytes) return busy;
        chunks.push(chunk);
      }
    } catch {
      return cutOff;
    } finally {
      unverified -= counted;
    }
    return Buffer.concat(chunks).toString("utf8");
  };
  return async (request, response, next) => {
    // The inner one refuses these by their headers, and reads no body.
    if (!claimsToBeOurs(request)) return inner(request, response, next);
    const signature = String(request.headers[signatureHeader]);
    if (!/^sha256=[0-9a-f]{64}$/.test(signature)) return refuse(response, forged);
    if (Number(request.headers["content-length"]) > limits.bytes) return refuse(response, tooLarge);
    const body = await readBody(request);
    if (typeof body !== "string") return refuse(response, body);
    if (body === "" || !(await verify(body, signature))) return refuse(response, forged);
    request.body = body;
    return inner(request, response, next);
  };
}

type Refusal = Readonly<{ status: number; error: string }>;
const forged: Refusal = { status: 401, error: "the signature is not of this body and our secret" };
const tooLarge: Refusal = { status: 413, error: "the body is larger than GitHub sends any" };
const busy: Refusal = { status: 503, error: "too much at once; deliver it again" };
const cutOff: Refusal = { status: 400, error: "the body was cut off" };

const signatureHeader = "x-hub-signature-256";

function claimsToBeOurs({ method, headers }: IncomingMessage): boolean {
  const named = [signatureHeader, "x-github-event", "x-github-delivery"];
  const isJson = /^\s*application\/json\s*(;|$)/.test(headers["content-type"] ?? "");
  return method === "POST" && isJson && named.every((name) => headers[name] !== undefined);
}

/** The rest of the body is not worth reading: the connection ends with the answer. */
function refuse(response: ServerResponse, { status, error }: Refusal): true {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify({ error }));
  return true;
}
