import { postDelivery } from "./post-delivery.ts";
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

export type WebhookTarget = { url: string; secret: string };

/** One webhook on its way. */
export type WebhookDelivery = {
  guid: string;
  /** GitHub's event name. */
  name: string;
  /** As the rows were when it happened. */
  payload: Record<string, unknown>;
  hook: { id: number; appId: number };
};

/** Answers with the receiver's status, or 0 when it cannot be reached; must not reject. */
export type Deliver = (delivery: WebhookDelivery) => Promise<number>;

/** The App's webhook: signed deliveries in the order of the events, each sent once, none holding up an answer. */
export class Webhooks {
  /** Who is told; nobody when undefined. */
  deliver: Deliver | undefined;
  #line: Promise<void> = Promise.resolve();
  readonly #faults: unknown[] = [];
  readonly #hookId: number;

  constructor(hookId: number) {
    this.#hookId = hookId;
  }

  /** Sends them by HTTP from now on. */
  set target(target: WebhookTarget) {
    this.deliver = (delivery) => postDelivery(target, delivery);
  }

  queue(ctx: HubContext, event: HubEvent): void {
    const { deliver } = this;
    if (!deliver || !heardBy(ctx, event)) return;
    const { name } = event;
    const guid = guidOf(ctx.random(16));
    const hook = { id: this.#hookId, appId: ctx.app.id };
    const delivery = { guid, name, payload: payloadOf(ctx, event), hook };
    const before = this.#line;
    const deliverNext = async () => {
      await before;
      const status = await deliver(delivery);
      const [id, at] = [ctx.nextId(), timestamp()];
      ctx.state.deliveries.put({ id, guid, event: name, action: event.action ?? null, status, at });
    };
    this.#line = deliverNext().catch((fault: unknown) => void this.#faults.push(fault));
  }

  /** Resolves when everything queued so far, and what that caused, was delivered; a fault goes to whoever waits, once. */
  async settled(): Promise<void> {
    for (let seen; seen !== this.#line;) {
      seen = this.#line;
      await seen;
    }
    if (this.#faults.length > 0) throw this.#faults.shift();
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

/** A random UUID (RFC 9562, version 4) of these sixteen bytes. */
function guidOf(bytes: Buffer): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return parts.join("-");
}
