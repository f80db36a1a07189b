import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { openLocalGithub } from "#src/cli/local-github.ts";
import { shippedWorkflows } from "#src/cli/shipped-workflows.ts";
import { openSpecIssue } from "#src/cli/spec-issue.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { Forest } from "#src/effects/beads/forest.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { newBeadOf } from "#src/effects/beads/row.ts";
import { BeadWriter } from "#src/effects/beads/writer.ts";
import { asEnterprise, startServer } from "#test/ingress/server-process.ts";
import { pushSample } from "#test/scenarios/sample.ts";

const home = join(import.meta.dirname, "..", "..", "..");
const owner = "ada";
const name = "timesheet";

/** What a store says that holds money back for a call. */
export const reserved = /reservedUsd\\?"\s*:\s*0\.0*[1-9]/;

/** Where a seed stands: the hub, and the labelled issue that is its root. */
export type SeedAt = Readonly<{ url: string; token: string; owner: string; root: string; issue: number }>;

type Options = Readonly<{
  /** Of `.github/fractal.yml`; none when left out. */
  config?: string;
  /** What the model answers to the body of a request, when it is told to. */
  reply: (body: string) => object;
  /** The tree as an earlier process left it; the label starts one when left out. */
  seed?: (at: SeedAt) => Promise<readonly Task[]>;
}>;

/** A hub with a labelled spec, a model that does as it is told, and the real server to be killed. */
export async function openKilledHouse({ config = "", reply, seed }: Options) {
  const open = new AsyncDisposableStack();
  const dir = mkdtempSync(join(tmpdir(), "lost-call-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const model = await openModel(open, reply);
  const github = await openLocalGithub({
    dir: join(dir, "hub"),
    home,
    owner,
    name,
    defaultBranch: "main",
    overlay: shippedWorkflows(home).files,
    secrets: { OPENAI_API_KEY: "k" },
    variables: {},
  });
  open.defer(() => github.hub.close());
  const at = { url: github.hub.url, token: github.token, owner };
  await pushSample(
    { ...at, name },
    config === "" ? {} : { ".github/fractal.yml": `${config}\n` },
    join(dir, name),
  );
  const spec = { title: "Something", body: "Do something." };
  const issue = await openSpecIssue({ ...at, repo: name, spec });
  await issue.ask();
  const about = {
    data: join(dir, "data"),
    hub: await asEnterprise(github.hub.url, open),
    key: github.privateKey,
  };
  const beads = join(about.data, "beads");
  const root = rootTaskId(`${owner}/${name}`, issue.number);
  if (seed !== undefined) await store(beads, await seed({ ...at, root, issue: issue.number }));
  let app: Awaited<ReturnType<typeof startServer>>["app"] | undefined;
  const kill = async () => {
    if (app === undefined || app.exitCode !== null || app.signalCode !== null) return;
    const ended = once(app, "exit");
    app.kill("SIGKILL");
    await ended;
  };
  open.defer(kill);
  return {
    ...model,
    kill,
    // It finds the label by its first sweep: no webhook is needed.
    start: async () =>
      void ({ app } = await startServer({ ...about, model: model.url, secret: "between us" })),
    stored: () => textOf(beads),
    /** The tree as it is kept, once a task of it has come to this; the server is killed then. */
    untilStored: async (status: string) => {
      const isThere = () => new RegExp(`"(fx_)?status\\\\?":\\\\?"${status}`).test(textOf(beads));
      await expect.poll(isThere, { timeout: 40_000, interval: 50 }).toBe(true);
      await kill();
      return readTree(beads, root);
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** Answers, or does not; each call must be announced. */
async function openModel(open: AsyncDisposableStack, reply: Options["reply"]) {
  let calls = 0;
  let how: "hold" | "answer" = "hold";
  let done = (): void => {};
  const server = createServer((request, response) => {
    if (request.method === "GET") return void response.end(JSON.stringify({ object: "list", data: [] }));
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      calls += 1;
      if (how === "hold") return done();
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(reply(Buffer.concat(chunks).toString("utf8"))), done);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls: () => calls,
    /** Resolves when the call was made, or answered. */
    nextCall: (next: "hold" | "answer") => {
      how = next;
      return new Promise<void>((resolve) => (done = resolve));
    },
  };
}

/** All that the store has in its files, as it is. */
function textOf(beads: string): string {
  if (!existsSync(beads)) return "";
  const files = readdirSync(beads).filter((file) => file.endsWith(".jsonl"));
  return files.map((file) => readFileSync(join(beads, file), "utf8")).join("\n");
}

async function readTree(beads: string, root: string): Promise<Tree> {
  const store = await openTaskStore({ dir: beads, actor: "fractal/reader" });
  try {
    const forest = new Forest(new BeadWriter(store), Date.now);
    await forest.load();
    return forest.tree(root);
  } finally {
    await store.close();
  }
}

async function store(beads: string, tasks: readonly Task[]): Promise<void> {
  const tasksOf = await openTaskStore({ dir: beads, actor: "fractal/earlier" });
  await tasksOf.create(tasks.map(newBeadOf), "An earlier process");
  await tasksOf.close();
}
