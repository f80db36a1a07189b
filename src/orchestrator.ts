import { join } from "node:path";
import type { Arrival } from "#src/ingress/inbox.ts";
import { openInbox } from "#src/ingress/open-inbox.ts";
import { readWebhook } from "#src/ingress/webhook.ts";
import type { Limits } from "#src/core/rules.ts";
import type { TraceSink } from "#src/core/trace-line.ts";
import type { Tree } from "#src/core/tree.ts";
import { Forest } from "#src/effects/beads/forest.ts";
import type { FoundBd } from "#src/effects/beads/bd/find-bd.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { BeadWriter } from "#src/effects/beads/writer.ts";
import type { RequestReport } from "#src/effects/github/client.ts";
import type { Endpoint } from "#src/effects/llm/connect.ts";
import { priceOfModel } from "#src/effects/llm/prices.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
import type { World } from "#src/effects/perform/world.ts";
import { openTrace } from "#src/effects/telemetry/trace.ts";
import { type Probot, ProbotOctokit } from "probot";
import { parseConfig } from "./config.ts";
import { connectGithub } from "./connect-github.ts";
import { Engine } from "./engine.ts";
import { startSweeps } from "./sweeper.ts";

export type AppOptions = Readonly<{
  /** Holds `beads/`, `inbox/` and `trace/`; one process at a time. */
  data: string;
  /** Names this process in the trace and as author in Beads. */
  run: string;
  bd: FoundBd;
  endpoint: Endpoint;
  workerBaseUrl: string | null;
  /** Limits of the place, over the repository's own. */
  limits: Partial<Limits>;
  /** The workflows we bring, by path. */
  shipped: Readonly<Record<string, string>>;
  /** Exact values that no trace may hold. */
  secrets: readonly string[];
  /** Milliseconds between two sweeps. */
  sweepEveryMs: number;
  /** Roots that are left as they are. */
  rests?: (root: string) => boolean;
  onStep?: (tree: Tree) => void;
  onRequest?: (report: RequestReport) => void;
  onFatal: (error: unknown) => void;
}>;

export type RunningApp = Readonly<{ engine: Engine; forest: Forest; stop: () => Promise<void> }>;

/** On an issue, the wish to have it done. */
const label = "fractal";

/** The App on Probot: every delivery goes through one door into the inbox, and is answered as soon as it is durable. */
export async function startApp(probot: Probot, options: AppOptions): Promise<RunningApp> {
  const clock = () => Date.now();
  const trace = openTrace(join(options.data, "trace", "trace.jsonl"), {
    run: options.run,
    known: options.secrets,
  });
  const store = await openTaskStore({
    dir: join(options.data, "beads"),
    actor: `fractal/${options.run}`,
    bd: options.bd,
    onSpawn: ({ verb, code, ms }) =>
      trace.write({ type: "store_spawn", root: "", attrs: { command: verb, exit: code, durationMs: ms } }),
  });
  const forest = new Forest(new BeadWriter(store), clock);
  const inbox = openInbox(join(options.data, "inbox"));
  const { repositories, ...hub } = await connectGithub(probot, (report) => {
    const { method, route, status, ms } = report;
    trace.write({
      type: "github_request",
      root: "",
      attrs: { method, path: route, status: status ?? 0, durationMs: ms },
    });
    options.onRequest?.(report);
  });
  const world: World = {
    ...hub,
    endpoint: options.endpoint,
    workerBaseUrl: options.workerBaseUrl,
    trace,
    clock,
    parseConfig,
    priceOf: (model, configured) => priceOfModel(model, configured, options.endpoint.baseUrl),
    texts: new Map(),
    limits: options.limits,
    shipped: options.shipped,
  };
  const { onStep, onFatal, rests } = options;
  const engine = new Engine({
    forest,
    inbox,
    perform: createPerform(world),
    trace,
    clock,
    onFatal,
    ...(onStep && { onStep }),
    ...(rests && { rests }),
  });
  probot.webhooks.onAny(({ id, name, payload }) => {
    const reader = { appLogin: hub.bot, label, now: clock() };
    for (const arrival of readWebhook({ id, name, payload }, reader))
      if (engine.accept(arrival)) traceWords(trace, arrival);
  });
  await engine.start();
  const { sweepEveryMs: everyMs, run } = options;
  const sweeper = startSweeps({ engine, forest, world, repositories, label, run, everyMs, rests, onFatal });
  const stop = async () => {
    // Each is closed, whatever comes of the others; the last one named is the first.
    await using closing = new AsyncDisposableStack();
    closing.defer(() => trace.close());
    closing.defer(() => store.close());
    closing.defer(() => inbox.close());
    closing.defer(() => engine.stop());
    closing.defer(() => sweeper.stop());
  };
  return { engine, forest, stop };
}

/** What a person said or did, for the trace; their words are kept beside it. */
function traceWords(trace: TraceSink, { root = "", event }: Arrival): void {
  if (!("by" in event)) return;
  const text = "body" in event ? { text: trace.blob(event.body) } : {};
  const attrs = { direction: "in" as const, where: event.type, actor: event.by, ...text };
  trace.write({ type: "human_message", root, attrs });
}

/**
 * Pace and retries are ours: Probot's would wait one to three seconds before every write and repeat POSTs blindly.
 * Said in a function, since Probot lays its own throttle options over plain defaults.
 */
export const CalmOctokit = ProbotOctokit.defaults((options: { throttle?: object }) => ({
  ...options,
  throttle: { ...options.throttle, enabled: false },
  retry: { enabled: false },
}));
