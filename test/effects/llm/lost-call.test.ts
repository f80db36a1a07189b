import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openLocalGithub } from "#src/cli/local-github.ts";
import { shippedWorkflows } from "#src/cli/shipped-workflows.ts";
import { openSpecIssue } from "#src/cli/spec-issue.ts";
import { moneyOf } from "#src/core/budget.ts";
import type { Proposal } from "#src/core/plan.ts";
import type { ModelPrice } from "#src/core/rules.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import { type RootFacts, rootOf, type Tree } from "#src/core/tree.ts";
import { priceOf, reserveOfCall } from "#src/core/usage.ts";
import { Forest } from "#src/effects/beads/forest.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { BeadWriter } from "#src/effects/beads/writer.ts";
import { asEnterprise, startServer } from "#test/ingress/server-process.ts";
import { pushSample } from "#test/scenarios/sample.ts";
import { completion } from "./endpoint.ts";

const home = join(import.meta.dirname, "..", "..", "..");
const owner = "ada";
const name = "timesheet";
const reserved = /reservedUsd\\?"\s*:\s*0\.0*[1-9]/;

test("a call that a kill cuts off is repeated once for each kill, and each lost one is charged its reserve", async () => {
  await using house = await openHouse();
  for (const kills of [1, 2]) {
    const asked = house.nextCall("hold");
    await house.start();
    await asked;
    expect(house.stored(), "the reserve was not durable before the call").toMatch(reserved);
    await house.kill();
    expect(house.calls()).toBe(kills);
  }
  house.nextCall("answer");
  await house.start();
  const tree = await house.untilStored("needs_human");
  const { planUsage, planning } = rootOf(tree);
  expect(house.calls()).toBe(3);
  expect(planUsage?.calls).toBe(3);
  expect(planUsage?.usd).toBeCloseTo(2 * reserveUsd(tree) + replyUsd(tree), 6);
  expect(moneyOf(tree)).toMatchObject({ spentUsd: planUsage?.usd, reservedUsd: 0 });
  expect(planning?.ask).toBe(1);
}, 120_000);

test("a call that was answered a moment before the kill is either known or repeated, and counted as often as it was made", async () => {
  await using house = await openHouse();
  const answered = house.nextCall("answer");
  await house.start();
  await answered;
  await house.kill();
  house.nextCall("answer");
  await house.start();
  const tree = await house.untilStored("needs_human");
  expect(house.calls()).toBeLessThanOrEqual(2);
  expect(rootOf(tree).planUsage?.calls).toBe(house.calls());
}, 120_000);

test("a lost call that leaves too little for another is not repeated: the budget holds, and a person is asked", async () => {
  await using house = await openHouse("budget: { usd: 0.06 }");
  const asked = house.nextCall("hold");
  await house.start();
  await asked;
  await house.kill();
  await house.start();
  const tree = await house.untilStored("blocked");
  expect(house.calls()).toBe(1);
  const { spentUsd, reservedUsd } = moneyOf(tree);
  expect(spentUsd).toBeCloseTo(reserveUsd(tree), 6);
  expect(spentUsd + reservedUsd).toBeLessThanOrEqual(0.06);
}, 120_000);

/** A hub with a labelled spec, a planner that does as it is told, and the real server to be killed. */
async function openHouse(config = "") {
  const open = new AsyncDisposableStack();
  const dir = mkdtempSync(join(tmpdir(), "lost-call-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const planner = await openPlanner(open);
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
  let app: Awaited<ReturnType<typeof startServer>>["app"] | undefined;
  const kill = async () => {
    if (app === undefined || app.exitCode !== null || app.signalCode !== null) return;
    const ended = once(app, "exit");
    app.kill("SIGKILL");
    await ended;
  };
  open.defer(kill);
  return {
    ...planner,
    kill,
    // It finds the label by its first sweep: no webhook is needed.
    start: async () =>
      void ({ app } = await startServer({ ...about, model: planner.url, secret: "between us" })),
    stored: () => textOf(beads),
    /** The tree as it is kept, once the root has come to this; the server is killed then. */
    untilStored: async (status: string) => {
      const isThere = () => new RegExp(`"(fx_)?status\\\\?":\\\\?"${status}`).test(textOf(beads));
      await expect.poll(isThere, { timeout: 40_000, interval: 50 }).toBe(true);
      await kill();
      return readTree(beads, root);
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** Answers with a question to people, or not at all; each call must be announced. */
async function openPlanner(open: AsyncDisposableStack) {
  let calls = 0;
  let how: "hold" | "answer" = "hold";
  let done = (): void => {};
  const server = createServer((request, response) => {
    if (request.method === "GET") return void response.end(JSON.stringify({ object: "list", data: [] }));
    request.resume();
    request.on("end", () => {
      calls += 1;
      if (how === "hold") return done();
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(completion(JSON.stringify(asksPeople))), done);
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

const asksPeople: Proposal = {
  type: "feature",
  size: "L",
  tags: [],
  risk: "low",
  decision: "clarify",
  acceptance: "It works.",
  verify: null,
  files: [],
  children: [],
  questions: [{ question: "What exactly?", options: [], recommendation: null }],
};

function reserveUsd(tree: Tree): number {
  const { prices, config } = rootOf(tree).facts;
  const { plannerInputTokensMax, plannerOutputTokensMax } = config.limits;
  return reserveOfCall(priceIn(prices, config), plannerInputTokensMax, plannerOutputTokensMax);
}

/** Of the one reply that came, by what it says of itself. */
function replyUsd(tree: Tree): number {
  const { prices, config } = rootOf(tree).facts;
  return priceOf(priceIn(prices, config), { inputTokens: 1000, outputTokens: 100, cachedInputTokens: 400 });
}

function priceIn(prices: RootFacts["prices"], { models }: RootFacts["config"]): ModelPrice {
  const price = prices[models.planner];
  if (price === undefined) throw new Error(`no price of ${models.planner}`);
  return price;
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
