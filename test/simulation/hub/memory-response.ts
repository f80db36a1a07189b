import type { HubResponse } from "#src/local/hub/answer-request.ts";

/** What callers use of a `Response`. A real one is a stream, and takes longer to make and to read than the hub takes to answer. */
type Answer = Pick<
  Response,
  "status" | "statusText" | "ok" | "url" | "redirected" | "body" | "text" | "json" | "arrayBuffer"
> & {
  headers: Pick<Headers, "get" | "has" | "entries"> & Iterable<[string, string]>;
};

export class MemoryResponse implements Answer {
  readonly status: number;
  readonly statusText = "";
  readonly url: string;
  readonly redirected: boolean;
  readonly headers: Headers;
  readonly #json: unknown;
  readonly #bytes: Buffer | undefined;

  constructor({ status, headers, json, bytes }: HubResponse, url: string, redirected: boolean) {
    this.status = status;
    this.url = url;
    this.redirected = redirected;
    this.headers = new PlainHeaders(headers) as unknown as Headers;
    this.#json = json;
    this.#bytes = bytes;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /**
   * With `request: { parseSuccessResponseBody: false }` Octokit takes this as it is. Downloads are streams, as they would be;
   * JSON is handed over as the hub made it, since writing and reading it was a tenth of a simulation's time.
   */
  get body(): Response["body"] {
    if (this.redirected) return streamOf(bytesOf(this.#bytes ?? this.#text()));
    const type = this.headers.get("content-type");
    return this.#made(type) as Response["body"];
  }

  /** What Octokit would make of it. */
  #made(type: string | null): unknown {
    if (this.#json !== undefined) return this.#json;
    if (type === null || this.#bytes === undefined) return "";
    return /^text\/|utf-8/.test(type) ? this.#bytes.toString() : bytesOf(this.#bytes);
  }

  /** The JSON as it was made: nobody may change it. */
  made(): unknown {
    return this.#json ?? JSON.parse(this.#text());
  }

  #text(): string {
    if (this.#bytes) return this.#bytes.toString();
    return this.#json === undefined ? "" : JSON.stringify(this.#json);
  }

  async text(): Promise<string> {
    return this.#text();
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return bytesOf(this.#bytes ?? this.#text());
  }

  /** Reading one leaves it as it was, so it serves as its own copy. */
  clone(): MemoryResponse {
    return this;
  }
}

function streamOf(bytes: ArrayBuffer): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      if (bytes.byteLength > 0) controller.enqueue(new Uint8Array(bytes));
      controller.close();
    },
  });
}

function bytesOf(body: string | Buffer): ArrayBuffer {
  return new Uint8Array(Buffer.from(body as string)).buffer;
}

/** What an answer says, read without using it up. */
export async function jsonIn(response: Response): Promise<unknown> {
  const made = response as unknown;
  return made instanceof MemoryResponse ? made.made() : JSON.parse(await response.clone().text());
}

/** An answer in the place of the hub's own; `url` is what was asked. */
export function jsonResponse(status: number, json: unknown, url: string): Response {
  const headers = { "content-type": "application/json; charset=utf-8" };
  const answer = { status, headers, json, bytes: undefined };
  return new MemoryResponse(answer, url, false) as unknown as Response;
}

/** Headers whose names are in lower case already. */
class PlainHeaders implements Pick<Headers, "get" | "has"> {
  readonly #all: Record<string, string>;

  constructor(all: Record<string, string>) {
    this.#all = all;
  }

  get(name: string): string | null {
    return this.#all[name.toLowerCase()] ?? null;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  entries(): Iterator<[string, string]> {
    return Object.entries(this.#all)[Symbol.iterator]();
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return this.entries();
  }

  forEach(visit: (value: string, name: string) => void): void {
    for (const [name, value] of Object.entries(this.#all)) visit(value, name);
  }
}
