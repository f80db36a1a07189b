import type { Ports } from "#src/compose.ts";
import type { TraceSink } from "#src/core/trace-line.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import { githubClient, type Repo } from "#src/effects/github/client.ts";
import { createPace } from "#src/effects/github/pace.ts";
import { connect } from "#src/effects/llm/connect.ts";
import { Inbox } from "#src/ingress/inbox.ts";
import type { Lines } from "#src/ingress/lines.ts";
import type { Faults, Outside } from "../parts.ts";
import { MemoryLines } from "../store/memory-lines.ts";
import { openMemoryStore } from "../store/memory-task-store.ts";
import { forgetTimeout } from "../virtual-time.ts";
import type { Disk } from "./disk.ts";
import type { Life } from "./life.ts";
import { quickRequest, withoutLog } from "./quick-request.ts";
import { storeTroubles } from "./store-troubles.ts";

export type PortParts = Readonly<{
  outside: Outside;
  disk: Disk;
  faults: Faults;
  life: Life;
  run: string;
  storeKind: TaskStore["kind"];
  /** Bytes at which the inbox is written anew. */
  inboxBytes: number;
  clock: () => number;
  /** GitHub took a write. */
  onWrite: () => void;
}>;

/** The ports of one incarnation: nothing passes them once its life is over. */
export function portsOf(parts: PortParts): Ports {
  const { outside, disk, faults, life, run, clock } = parts;
  const lines = new MemoryLines(disk.inbox, () => faults.strikes("inbox-full"));
  const troubles = storeTroubles(parts);
  const store = openMemoryStore({
    medium: disk.rows,
    actor: `fractal/${run}`,
    kind: parts.storeKind,
    troubles,
  });
  return {
    store: livingStore(store, life),
    inbox: new Inbox(livingLines(lines, life), { bytes: parts.inboxBytes }),
    trace: livingTrace(disk.trace.sink(run, clock), life),
    github: githubOf(parts),
    endpoint: connect({
      apiKey: "of-the-planner",
      baseUrl: "http://model.test/v1",
      fetch: livingFetch(outside.model, life, (_input, init) =>
        String(init?.body).includes('"role":"assistant"') ? "model turn" : "model ask",
      ),
    }),
    clock,
  };
}

/** As `connectGithub` has it. */
const listsLagMs = 10_000;

function githubOf({ outside, life, onWrite }: PortParts): Ports["github"] {
  const write = "github write";
  const github: typeof fetch = async (input, init) => {
    const response = await outside.github(input, init);
    if (response.ok && portOf(input, init) === write) onWrite();
    return response;
  };
  const portOf = (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
    const isRead =
      (init?.method ?? "GET") === "GET" || (!isMutation(init?.body) && String(input).endsWith("/graphql"));
    return isRead ? "github read" : write;
  };
  const auth = {
    authStrategy: quickRequest,
    auth: { token: outside.token },
    baseUrl: outside.baseUrl,
    // The hub in memory hands over what Octokit would make of an answer, in a fraction of its time.
    request: { fetch: livingFetch(github, life, portOf), parseSuccessResponseBody: false },
  };
  const octokit = withoutLog(githubClient(auth, { pace: createPace(), lagMs: listsLagMs }));
  const repos = new Map<string, Repo>();
  return {
    listsLagMs,
    listsCaughtUp: new Promise((resolve) => setTimeout(resolve, 2 * listsLagMs)),
    bot: outside.bot,
    repository: async (owner, repo) => {
      const name = `${owner}/${repo}`;
      const known = repos.get(name) ?? { octokit, owner, repo };
      repos.set(name, known);
      return known;
    },
    repositories: async () => outside.places,
  };
}

function isMutation(body: unknown): boolean {
  return typeof body === "string" && body.includes('"query":"mutation');
}

type PortOf = (input: Parameters<typeof fetch>[0], init?: RequestInit) => string;

function livingFetch(inner: typeof fetch, life: Life, portOf: PortOf): typeof fetch {
  return (input, init) =>
    life.call(portOf(input, init), () => inner(input, init).finally(() => forgetTimeout(init?.signal)));
}

function livingStore(store: TaskStore, life: Life): TaskStore {
  return {
    kind: store.kind,
    load: () => life.call("store load", () => store.load()),
    create: (beads, message) => life.call("store write", () => store.create(beads, message)),
    write: (updates, creates) => life.call("store write", () => store.write(updates, creates)),
    isCurrent: () => life.call("store load", () => store.isCurrent()),
    release: (ids) => store.release(ids),
    recall: (id) => store.recall(id),
    export: () => life.call("store load", () => store.export()),
    close: () => life.call("store close", () => store.close()),
  };
}

function livingLines(lines: Lines, life: Life): Lines {
  return {
    path: lines.path,
    get size() {
      return lines.size;
    },
    lines: () => lines.lines(),
    append: (line, how) =>
      life.callNow(how.durable ? "inbox accept" : "inbox done", () => lines.append(line, how)),
    replace: (all) => life.callNow("inbox compact", () => lines.replace(all)),
    close: () => lines.close(),
  };
}

/** Not a call to be counted: whether a line of the trace is there decides nothing. */
function livingTrace(trace: TraceSink, life: Life): TraceSink {
  return {
    write: (entry) => {
      if (!life.isOver) trace.write(entry);
    },
    blob: (text) => (life.isOver ? "0".repeat(64) : trace.blob(text)),
  };
}
