import { z } from "zod";

/**
 * Ask Octokit for the body as a stream, for it holds whole answers in memory otherwise: `{ request: AS_STREAM }`; then read it with one
 * of the two below.
 */
export const AS_STREAM = { parseSuccessResponseBody: false } as const;

/** The whole body, or `undefined` when it is larger than this many bytes (the rest is not read). */
export async function readAll(body: unknown, bytesMax: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of Stream.parse(body)) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The end of the body, at most this many bytes. */
export async function readTail(body: unknown, bytesMax: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of Stream.parse(body)) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    while (bytes - (chunks[0]?.byteLength ?? 0) >= bytesMax) bytes -= chunks.shift()?.byteLength ?? 0;
  }
  return Buffer.concat(chunks).subarray(-bytesMax);
}

/** An empty answer has no stream. */
const Stream = z.union([
  z.instanceof(ReadableStream<Uint8Array>),
  z.literal("").transform((): Uint8Array[] => []),
  z.null().transform((): Uint8Array[] => []),
]);
