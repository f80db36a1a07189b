import type { Arrival, Inbox } from "#src/ingress/inbox.ts";
import { type Delivery, readWebhook } from "#src/ingress/webhook.ts";
import type { Limits } from "#src/core/rules.ts";
import type { TraceSink } from "#src/core/trace-line.ts";
import type { Tree } from "#src/core/tree.ts";
import { Forest } from "#src/effects/beads/forest.ts";
import { PolicyBook } from "#src/effects/beads/policy-book.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import { BeadWriter } from "#src/effects/beads/writer.ts";
import type { Endpoint } from "#src/effects/llm/connect.ts";
import { priceOfModel } from "#src/effects/llm/prices.ts";
import { createBreakers } from "#src/effects/perform/breakers.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
import type { World } from "#src/effects/perform/world.ts";
import { parseConfig } from "./config.ts";
import { Engine } from "./engine.ts";
import { type SweeperParts, startSweeps } from "./sweeper.ts";

/** Everything outside that the App stands on; whoever opened it closes it. */
export type Ports = Readonly<{
  store: TaskStore;
  inbox: Inbox;
  trace: TraceSink;
  github: Pick<World, "repository" | "bot" | "listsCaughtUp" | "listsLagMs"> &
    Pick<SweeperParts, "repositories">;
  endpoint: Endpoint;
  /** Milliseconds since the epoch. */
  clock: () => number;
}>;

export type ComposeOptions = Readonly<{
  /** Names this process. */
  run: string;
  workerBaseUrl: string | null;
  /** Limits of the place, over the repository's own. */
  limits: Partial<Limits>;
  /** The workflows we bring, by path. */
  shipped: Readonly<Record<string, string>>;
  /** Milliseconds between two sweeps. */
  sweepEveryMs: number;
  /** Roots that are left as they are. */
  rests?: (root: string) => boolean;
  onStep?: (tree: Tree) => void;
  onParked?: (error: Error) => void;
  onFatal: (error: unknown) => void;
}>;

export type Composed = Readonly<{
  engine: Engine;
  forest: Forest;
  /**
   * Takes a delivery whose signature was checked. Durable when it returns.
   * @throws InboxError when it could not be made durable: GitHub shall hear that it was not taken
   */
  receive: (webhook: Delivery) => void;
  /** The same of several with one write: all of them are durable when it returns, or none. */
  receiveAll: (webhooks: readonly Delivery[]) => void;
  /** Works off what was accepted before, then goes on by itself; the sweep keeps looking. */
  start: () => Promise<void>;
  /** Resolves when what was missed until the start was accepted. */
  swept: () => Promise<void>;
  /** Takes no more steps, and waits for what is under way. */
  stop: () => Promise<void>;
}>;

/** On an issue, the wish to have it done. */
const label = "fractal";

/** The App between its ports: the same for every place that it runs in. */
export function compose(ports: Ports, options: ComposeOptions): Composed {
  const { store, inbox, trace, github, endpoint, clock } = ports;
  const {
    run,
    workerBaseUrl,
    limits,
    shipped,
    sweepEveryMs: everyMs,
    rests,
    onStep,
    onParked,
    onFatal,
  } = options;
  const { repositories, ...hub } = github;
  const forest = new Forest(new BeadWriter(store), clock);
  const world: World = {
    ...hub,
    endpoint,
    workerBaseUrl,
    trace,
    clock,
    parseConfig,
    priceOf: (model, configured) => priceOfModel(model, configured, endpoint.baseUrl),
    breakers: createBreakers(clock),
    texts: new Map(),
    book: new PolicyBook(forest),
    limits,
    shipped,
  };
  const engine = new Engine({
    forest,
    inbox,
    perform: createPerform(world),
    trace,
    clock,
    onFatal,
    ...(onStep && { onStep }),
    ...(onParked && { onParked }),
    ...(rests && { rests }),
  });
  const read = (webhook: Delivery) => readWebhook(webhook, { appLogin: hub.bot, label });
  let sweeper: ReturnType<typeof startSweeps> | undefined;
  return {
    engine,
    forest,
    receive: (webhook) => {
      for (const arrival of read(webhook)) if (engine.accept(arrival)) traceWords(trace, arrival);
    },
    receiveAll: (webhooks) => {
      for (const arrival of engine.acceptAll(webhooks.flatMap(read))) traceWords(trace, arrival);
    },
    start: async () => {
      await engine.start();
      sweeper = startSweeps({ engine, forest, world, repositories, label, run, everyMs, rests, onFatal });
    },
    swept: async () => sweeper?.first,
    stop: async () => {
      sweeper?.stop();
      await engine.stop();
    },
  };
}

/** What a person said or did, for the trace; their words are kept beside it. */
function traceWords(trace: TraceSink, { root = "", event }: Arrival): void {
  if (!("by" in event)) return;
  const text = "body" in event ? { text: trace.blob(event.body) } : {};
  const attrs = { direction: "in" as const, where: event.type, actor: event.by, ...text };
  trace.write({ type: "human_message", root, attrs });
}
