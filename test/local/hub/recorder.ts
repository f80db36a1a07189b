import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { githubGraphql } from "#test/github/graphql.ts";
import { githubOpenApi } from "#test/github/openapi.ts";

export type Webhook = {
  event: string;
  delivery: string;
  // The payloads are judged by GitHub's description; stories look at a few of their fields.
  payload: { action?: string; [field: string]: unknown };
};

const SECRET = "it is between us";

/** Hears the hub's webhooks and sees its answers; whatever GitHub would not send is a violation. */
export class Recorder {
  readonly webhooks: Webhook[] = [];
  readonly violations: string[] = [];
  #server: Server | undefined;

  /** Takes webhooks by HTTP from now on, at the address that it answers with. */
  async listen(): Promise<{ url: string; secret: string }> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks);
        const event = String(request.headers["x-github-event"]);
        const signature = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
        if (request.headers["x-hub-signature-256"] !== signature)
          this.violations.push(`${event}: wrong signature`);
        const payload = JSON.parse(body.toString("utf8")) as Webhook["payload"];
        this.hear({ event, delivery: String(request.headers["x-github-delivery"]), payload });
        response.writeHead(202).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.#server = server;
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, secret: SECRET };
  }

  hear(webhook: Webhook): void {
    this.violations.push(...githubOpenApi().webhook(webhook.event, webhook.payload).filter(isReal));
    this.webhooks.push(webhook);
  }

  /** A fetch for Octokit, every answer of which is judged. */
  judged(through: typeof fetch) {
    return async (url: string, init: RequestInit = {}): Promise<Response> => {
      const response = await through(url, init);
      this.violations.push(...(await judge(url, init, response.clone())).filter(isReal));
      return response;
    };
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
  }
}

/**
 * Where GitHub's description is stricter than GitHub: its own bots have addresses (`1+spec-bot[bot]@…`) that are none by the
 * description, and an account in the list of installations would have to be a user and an enterprise at once.
 */
const isReal = (violation: string): boolean =>
  !violation.endsWith('email must match format "email"') &&
  !/^GET \/app\/installations 200: answer\/\d+\/account /.test(violation);

async function judge(address: string, init: RequestInit, response: Response): Promise<string[]> {
  const { pathname } = new URL(address);
  const text = await response.text();
  const json = response.headers.get("content-type")?.includes("json");
  const body: unknown = json && text ? JSON.parse(text) : undefined;
  if (pathname === "/graphql") {
    if (response.status !== 200) return [];
    const { query, variables } = JSON.parse(String(init.body)) as {
      query: string;
      variables?: Record<string, unknown>;
    };
    return githubGraphql().response(query, variables, body);
  }
  if (response.status === 501 || (text && !json)) return [];
  return githubOpenApi().response(init.method ?? "GET", pathname, response.status, body);
}
