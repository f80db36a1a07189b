import { createHmac, randomUUID } from "node:crypto";
import type { HubContext } from "./context.ts";
import { renderInstallationId } from "./render/installation.ts";
import { renderRepo } from "./render/repo.ts";
import { renderUser } from "./render/user.ts";
import type { Repo, User } from "./rows.ts";
import { timestamp } from "./state.ts";

/** Something that GitHub would send a webhook for. `payload` holds what is particular to it, e.g. `{ issue }`. */
export type HubEvent = {
  /** GitHub's event name, e.g. `issues`. */
  name: string;
  action?: string;
  repo?: Repo;
  sender: User;
  payload: Record<string, unknown>;
};

/** The App's webhook: signed deliveries in the order of the events, each sent once, none holding up an answer. */
export class Webhooks {
  target: { url: string; secret: string } | undefined;
  #line: Promise<void> = Promise.resolve();
  readonly #faults: unknown[] = [];
  readonly #hookId: number;

  constructor(target: { url: string; secret: string } | undefined, hookId: number) {
    this.target = target;
    this.#hookId = hookId;
  }

  queue(ctx: HubContext, event: HubEvent): void {
    const { target } = this;
    if (!target || !heardBy(ctx, event)) return;
    const body = JSON.stringify(payloadOf(ctx, event));
    const guid = randomUUID();
    const before = this.#line;
    const deliver = async () => {
      await before;
      const status = await this.#send(ctx, target, { guid, name: event.name, body });
      const [id, at] = [ctx.nextId(), timestamp()];
      ctx.state.deliveries.put({ id, guid, event: event.name, action: event.action ?? null, status, at });
    };
    this.#line = deliver().catch((fault: unknown) => void this.#faults.push(fault));
  }

  /** Resolves when everything queued so far, and what that caused, was delivered; a fault goes to whoever waits, once. */
  async settled(): Promise<void> {
    for (let seen; seen !== this.#line;) {
      seen = this.#line;
      await seen;
    }
    if (this.#faults.length > 0) throw this.#faults.shift();
  }

  /** The receiver's status, or 0 when it cannot be reached; GitHub does not retry either. */
  async #send(
    ctx: HubContext,
    target: { url: string; secret: string },
    delivery: { guid: string; name: string; body: string },
  ): Promise<number> {
    const signature = createHmac("sha256", target.secret).update(delivery.body).digest("hex");
    const answer = await fetch(target.url, {
      method: "POST",
      body: delivery.body,
      signal: AbortSignal.timeout(10_000),
      headers: {
        "content-type": "application/json",
        "user-agent": "GitHub-Hookshot/hub",
        "x-github-delivery": delivery.guid,
        "x-github-event": delivery.name,
        "x-github-hook-id": String(this.#hookId),
        "x-github-hook-installation-target-id": String(ctx.app.id),
        "x-github-hook-installation-target-type": "integration",
        "x-hub-signature-256": `sha256=${signature}`,
      },
    }).catch(() => undefined);
    await answer?.arrayBuffer();
    return answer?.status ?? 0;
  }
}

/** The App hears what it subscribed to, in the repositories it is installed on; of its installations always. */
function heardBy(ctx: HubContext, event: HubEvent): boolean {
  if (event.name.startsWith("installation")) return true;
  const { repo } = event;
  return ctx.app.events.includes(event.name) && repo !== undefined && installationOf(ctx, repo) !== undefined;
}

/** The wire form of an event. */
export function payloadOf(ctx: HubContext, event: HubEvent): Record<string, unknown> {
  const { repo } = event;
  const installation = repo && installationOf(ctx, repo);
  return {
    ...(event.action ? { action: event.action } : {}),
    ...event.payload,
    ...(repo ? { repository: renderRepo(ctx, repo) } : {}),
    ...(installation ? { installation: renderInstallationId(installation) } : {}),
    sender: renderUser(ctx, event.sender),
  };
}

function installationOf(ctx: HubContext, repo: Repo) {
  return ctx.state.installations.find((one) => one.repoIds.includes(repo.id));
}
