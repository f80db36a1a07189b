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
  readonly #body: string | Buffer | undefined;

  constructor({ status, headers, body }: HubResponse, url: string, redirected: boolean) {
    this.status = status;
    this.url = url;
    this.redirected = redirected;
    this.headers = new PlainHeaders(headers) as unknown as Headers;
    this.#body = body;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** Made only for who asks: downloads are read as streams. */
  get body(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(Buffer.from(this.#body ?? ""));
    return new ReadableStream({
      start(controller) {
        if (bytes.length > 0) controller.enqueue(bytes);
        controller.close();
      },
    });
  }

  async text(): Promise<string> {
    return this.#body?.toString() ?? "";
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = new Uint8Array(Buffer.from(this.#body ?? ""));
    return bytes.buffer;
  }

  /** Reading one leaves it as it was, so it serves as its own copy. */
  clone(): MemoryResponse {
    return this;
  }
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
