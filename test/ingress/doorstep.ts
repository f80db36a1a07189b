import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveApp } from "#src/cli/local-github.ts";
import { connect } from "#src/effects/llm/connect.ts";
import { startHub } from "#src/local/hub/hub.ts";
import { startApp } from "#src/orchestrator.ts";
import { APP } from "#test/local/hub/world.ts";

export type Sent = Readonly<{ status: number; body: string }>;

export type Doorstep = Readonly<{ url: string; secret: string; data: string; close: () => Promise<void> }>;

/** The App behind its own HTTP door, on a hub where it is installed on ada's `demo` and nothing happens. */
export async function openDoorstep(onFatal: (error: unknown) => void): Promise<Doorstep> {
  const dir = mkdtempSync(join(tmpdir(), "door-"));
  const hub = await startHub({ dir: join(dir, "hub"), app: { ...APP, id: 1 } });
  hub.seed.install(await hub.seed.repo({ owner: "ada", name: "demo", defaultBranch: "main" }));
  const at = { url: "", secret: "" };
  const setWebhook = (url: string, secret: string) => void Object.assign(at, { url, secret });
  const data = join(dir, "data");
  const { running, close } = await serveApp({ url: hub.url, setWebhook }, APP.privateKey, (probot) =>
    startApp(probot, {
      data,
      run: "door",
      bd: { missing: "the file store is wanted" },
      endpoint: connect({ apiKey: "unused", baseUrl: "http://127.0.0.1:9/v1" }),
      workerBaseUrl: null,
      limits: {},
      shipped: {},
      secrets: [],
      sweepEveryMs: 86_400_000,
      onFatal,
    }),
  );
  return {
    ...at,
    data,
    close: async () => {
      await running.stop();
      await close();
      await hub.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** What the inbox's file holds by now. */
export function inboxOf({ data }: Pick<Doorstep, "data">): string {
  return readFileSync(join(data, "inbox", "inbox.jsonl"), "utf8");
}

/** As GitHub sends it, unless other headers are given. */
export async function deliver(
  { url, secret }: Pick<Doorstep, "url" | "secret">,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string | null> = {},
): Promise<Sent> {
  const usual = {
    "content-type": "application/json",
    "x-github-event": "status",
    "x-github-delivery": "d1",
    "x-hub-signature-256": sign(secret, body),
  };
  const sent = new Headers();
  for (const [name, value] of Object.entries({ ...usual, ...headers }))
    if (value !== null) sent.set(name, value);
  try {
    const response = await fetch(url, { method: "POST", body, headers: sent });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    // Who is refused while still sending may find the connection closed before the answer is read.
    return { status: 0, body: String(error) };
  }
}

export function sign(secret: string, body: string | Uint8Array): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** What a commit's status says, of a commit that nobody knows. */
export function statusOf(sha: string): string {
  const repository = { name: "demo", full_name: "ada/demo", owner: { login: "ada" } };
  return JSON.stringify({ sha, repository, sender: { login: "ada" } });
}
