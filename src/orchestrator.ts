import { join } from "node:path";
import { gather } from "#src/ingress/gather.ts";
import { openInbox } from "#src/ingress/open-inbox.ts";
import { webhookDoor } from "#src/ingress/webhook-door.ts";
import type { FoundBd } from "#src/effects/beads/bd/find-bd.ts";
import type { Forest } from "#src/effects/beads/forest.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import type { TraceSink } from "#src/core/trace-line.ts";
import { classify } from "#src/effects/github/classify.ts";
import type { NextStepError } from "./errors.ts";
import type { RequestReport } from "#src/effects/github/client.ts";
import type { Endpoint } from "#src/effects/llm/connect.ts";
import { openTrace } from "#src/effects/telemetry/trace.ts";
import { type Probot, ProbotOctokit } from "probot";
import { compose, type ComposeOptions } from "./compose.ts";
import { connectGithub, type GithubWatch } from "./connect-github.ts";
import type { Engine } from "./engine.ts";
import { steadyClock } from "./steady-clock.ts";

/** `run` names this process as author in Beads too. */
export type AppOptions = ComposeOptions &
  Readonly<{
    /** Holds `beads/`, `inbox/` and `trace/`; one process at a time. */
    data: string;
    bd: FoundBd;
    endpoint: Endpoint;
    /** Exact values that no trace may hold. */
    secrets: readonly string[];
    onRequest?: (report: RequestReport) => void;
  }>;

export type RunningApp = Readonly<{
  engine: Engine;
  forest: Forest;
  /** Resolves when what nobody told us before the start was accepted. */
  swept: Promise<void>;
  stop: () => Promise<void>;
}>;

/** The App on Probot: every delivery goes through one door into the inbox, and is answered as soon as it is durable. */
export async function startApp(probot: Probot, options: AppOptions): Promise<RunningApp> {
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
  const inbox = openInbox(join(options.data, "inbox"));
  const github = await connectGithub(probot, watch(trace, options.onRequest));
  const { endpoint } = options;
  const app = compose({ store, inbox, trace, github, endpoint, clock: steadyClock() }, options);
  probot.webhooks.onAny(gather(app.receiveAll));
  guardDoor(probot);
  await app.start();
  const stop = async () => {
    // Each is closed, whatever comes of the others; the last one named is the first.
    await using closing = new AsyncDisposableStack();
    closing.defer(() => trace.close());
    closing.defer(() => store.close());
    closing.defer(() => inbox.close());
    closing.defer(() => app.stop());
  };
  return { engine: app.engine, forest: app.forest, swept: app.swept(), stop };
}

/** GitHub's traffic, for the trace. */
function watch(trace: TraceSink, onRequest: AppOptions["onRequest"]): GithubWatch {
  return {
    onRequest: (report) => {
      const { method, route, status, ms } = report;
      const attrs = { method, path: route, status: status ?? 0, durationMs: ms };
      trace.write({ type: "github_request", root: "", attrs });
      onRequest?.(report);
    },
    onUnread: (account, error) => {
      const words = `the repositories of ${account} cannot be listed: ${wordsOf(classify(error, Date.now()))}`;
      const attrs = { effect: "Sweep", outcome: "failed" as const, durationMs: 0, "error.type": words };
      trace.write({ type: "effect", root: "", attrs });
    },
  };
}

function wordsOf({ message, hint }: NextStepError): string {
  return hint === undefined ? message : `${message} (${hint})`;
}

/** Probot's middleware takes any number of bytes from anybody before it looks at the signature. */
function guardDoor(probot: Probot): void {
  const middleware = probot.getNodeMiddleware.bind(probot);
  probot.getNodeMiddleware = async (about) =>
    webhookDoor(await middleware(about), (body, signature) => probot.webhooks.verify(body, signature));
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
