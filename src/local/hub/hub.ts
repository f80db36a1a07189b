import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { recoverPulls, recoverRuns } from "./actions/recovery.ts";
import { ActionsFiles } from "./actions/store.ts";
import type { RequestLog } from "./answer-request.ts";
import type { HubApp, HubContext, Overlay } from "./context.ts";
import { BareRepositories } from "./git/bare-repositories.ts";
import { FileJournal } from "./journal.ts";
import { openContext } from "./open-context.ts";
import { allRoutes } from "./routes/all.ts";
import { createSeed, type Seed } from "./seed.ts";
import { serve } from "./server.ts";
import { type HubState, openState } from "./state.ts";
import { type HubEvent, Webhooks } from "./webhooks.ts";

export type HubOptions = {
  /** Where everything is kept: `state.jsonl` and `repos/<owner>/<name>.git`. Started again on it, the hub goes on. */
  dir: string;
  /** Default 0: any free port. */
  port?: number;
  app: HubApp;
  overlay?: Overlay;
  /** The PATH on which `git` is found. */
  searchPath?: string;
};

export type Hub = {
  /** `http://127.0.0.1:<port>`: the API's base, GraphQL under `/graphql`, git under `/<owner>/<name>.git`. */
  url: string;
  state: HubState;
  seed: Seed;
  /** What routes and the Actions part work on. */
  context: HubContext;
  setWebhook(url: string, secret: string): void;
  /** Hears every event that GitHub would send a webhook for, before it is delivered, whether or not the App listens. */
  onEvent(listener: (event: HubEvent) => void): void;
  /** Resolves when every webhook so far was delivered. */
  settled(): Promise<void>;
  /** What was asked since the start, in order. */
  requests: RequestLog[];
  close(): Promise<void>;
};

/** A GitHub on the loopback interface: real HTTP, real git, signed webhooks, kept in a directory. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const dir = resolve(options.dir);
  mkdirSync(dir, { recursive: true });
  const state = openState(new FileJournal(join(dir, "state.jsonl")));
  const searchPath = options.searchPath ?? "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin";
  const bares = new BareRepositories(join(dir, "repos"), searchPath);
  const webhooks = new Webhooks(state.journal.nextId());
  if (options.app.webhook) webhooks.target = options.app.webhook;
  const ctx = openContext({
    state,
    app: options.app,
    overlay: options.overlay ?? {},
    webhooks,
    git: (fullName) => bares.git(fullName),
    actions: new ActionsFiles(join(dir, "actions")),
  });
  const requests: RequestLog[] = [];
  const server = await serve(ctx, options.port ?? 0, { routes: allRoutes, bares, log: requests });
  recoverRuns(ctx);
  await recoverPulls(ctx);
  return {
    url: ctx.url,
    state,
    seed: createSeed(ctx),
    context: ctx,
    setWebhook: (url, secret) => {
      ctx.webhooks.target = { url, secret };
    },
    onEvent: (listener) => ctx.onEvent(listener),
    settled: () => ctx.settled(),
    requests,
    close: async () => {
      try {
        await ctx.settled();
      } finally {
        await new Promise<void>((done) => {
          server.close(() => done());
          server.closeAllConnections();
        });
        state.journal.close();
      }
    },
  };
}
