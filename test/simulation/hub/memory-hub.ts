import type { RequestLog } from "#src/local/hub/answer-request.ts";
import type { HubApp, HubContext, Overlay } from "#src/local/hub/context.ts";
import type { Hub } from "#src/local/hub/hub.ts";
import { openContext } from "#src/local/hub/open-context.ts";
import type { Permissions, Repo } from "#src/local/hub/rows.ts";
import { createSeed, type Seed } from "#src/local/hub/seed.ts";
import { openState } from "#src/local/hub/state.ts";
import { mintInstallationToken } from "#src/local/hub/tokens.ts";
import { Webhooks } from "#src/local/hub/webhooks.ts";
import type { Random } from "../parts.ts";
import { MemoryActions } from "./memory-actions.ts";
import { memoryFetch } from "./memory-fetch.ts";
import { MemoryGit } from "./memory-git.ts";
import { MemoryJournal } from "./memory-journal.ts";

export type MemoryHub = Pick<
  Hub,
  "url" | "state" | "seed" | "context" | "onEvent" | "settled" | "requests"
> & {
  /** Every request in this process; Octokit takes it as `request.fetch`. */
  fetch: typeof fetch;
  /** What the App hears, in order, one after the other; a promise holds up the next one. Nobody hears anything before. */
  setDeliver(deliver: (name: string, id: string, payload: object) => void | Promise<void>): void;
  /** A token of the App for this repository, with its own permissions unless others are given; good for an hour. */
  appToken(repo: Repo, permissions?: Permissions): string;
};

/**
 * The hub without a socket, a process or a disk: the same model and routes on git, rows and files in memory. What is
 * random is drawn from `random`; times are `Date`'s.
 */
export function openMemoryHub(options: { app: HubApp; random: Random; overlay?: Overlay }): MemoryHub {
  const { app, random, overlay = {} } = options;
  const state = openState(new MemoryJournal());
  const webhooks = new Webhooks(state.journal.nextId());
  const context = openContext({
    state,
    app,
    overlay,
    webhooks,
    git: () => new MemoryGit(),
    actions: new MemoryActions(),
    random: (size) => bytesFrom(random, size),
  });
  context.url = "http://hub.test";
  const requests: RequestLog[] = [];
  const seed: Seed = createSeed(context);
  return {
    url: context.url,
    state,
    seed,
    context,
    requests,
    fetch: memoryFetch(context, requests),
    onEvent: (listener) => context.onEvent(listener),
    settled: () => context.settled(),
    setDeliver: (deliver) => {
      webhooks.deliver = async ({ name, guid, payload }) => {
        await deliver(name, guid, payload);
        return 202;
      };
    },
    appToken: (repo, permissions = app.permissions) => tokenFor(context, repo, permissions),
  };
}

function bytesFrom(random: Random, size: number): Buffer {
  const bytes = Buffer.alloc(size + 3);
  for (let at = 0; at < size; at += 4) bytes.writeUInt32LE(random.int(4_294_967_296), at);
  return bytes.subarray(0, size);
}

function tokenFor(ctx: HubContext, repo: Repo, permissions: Permissions): string {
  const installation = ctx.state.installations.find((one) => one.repoIds.includes(repo.id));
  if (!installation)
    throw new Error(`Install the App on ${ctx.fullName(repo)} first: hub.seed.install(repo)`);
  return mintInstallationToken(ctx, installation, { repoIds: [repo.id], permissions }).token;
}
