import OpenAI from "openai";
import { expect, test } from "vitest";
import { Proposal } from "#src/core/plan.ts";
import { Limits } from "#src/core/rules.ts";
import { judgeProposal } from "#src/core/sizing.ts";
import { Task } from "#src/core/tree.ts";
import { SeededRandom } from "../seeded-random.ts";
import { Swarm } from "../swarm.ts";
import { byTitle, type DrawnTask, drawLeafCount, drawTree } from "./drawn-tree.ts";
import { Fate } from "./fate.ts";
import { modelFetch } from "./model-fetch.ts";
import { Spending } from "./spending.ts";
import { proposalFor } from "./planner-proposal.ts";
import { replyFor } from "./planner-reply.ts";

const limits = Limits.parse({ nodesMax: 2000, childrenMax: 30, depthMax: 5 });
const question = { sizeMost: undefined, mustSplit: false, refused: 0, told: 0, files: [] };

test("every tree that is drawn is planned without a refusal", () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const random = new SeededRandom(seed);
    const drawn = drawTree(random, "A", drawLeafCount(random));
    const refusals = [...byTitle(drawn).values()].flatMap((task) => refusalsOf(task, drawn));
    expect(refusals, `seed ${seed}`).toEqual([]);
  }
});

/** What is said against the proposal for one task, in a tree that has only its ancestors. */
function refusalsOf(task: DrawnTask, drawn: DrawnTask): string[] {
  if (task.parts.length === 0) return [];
  const line = [...byTitle(drawn).values()].filter(({ path }) => `${task.path}.`.startsWith(`${path}.`));
  const rows = line.map((each, depth) => rowOf(each, line[depth - 1]));
  const tree = { root: drawn.path, tasks: new Map(rows.map((row) => [row.id, row])) };
  const proposal = Proposal.parse(proposalFor({ ...question, title: task.title }, task));
  const ruling = judgeProposal(tree, rows.at(-1) as Task, proposal, limits);
  return ruling.kind === "refuse" ? ruling.reasons : [];
}

function rowOf(drawn: DrawnTask, above: DrawnTask | undefined): Task {
  const { path: id, title, size, risk, verify, files } = drawn;
  const rest = { root: "A", index: 0, objective: "o", type: "feature", acceptance: "", needs: [] };
  const parent = above?.path ?? null;
  return Task.parse({
    ...rest,
    id,
    parent,
    title,
    size,
    risk,
    verify,
    files,
    origin: "plan",
    status: "planning",
  });
}

test("small trees are frequent, and large ones are drawn", () => {
  const counts = Array.from({ length: 2000 }, (_, seed) => drawLeafCount(new SeededRandom(seed)));
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
  expect(mean).toBeGreaterThan(2.5);
  expect(mean).toBeLessThan(4.5);
  expect(counts.filter((count) => count <= 3).length).toBeGreaterThan(counts.length / 2);
  expect(Math.max(...counts)).toBeGreaterThan(80);
});

test("the same task is answered the same, whatever was asked before", () => {
  const drawn = drawTree(new SeededRandom(3), "A", 8);
  const plan = { "model-prose": 0.3, "model-cycle": 0.5 };
  const about = { task: drawn, plan, happened: new Swarm(1, {}) };
  const ask = (refused: number) =>
    replyFor({ ...question, title: drawn.title, refused }, { ...about, fate: new Fate(5) });
  const forwards = [0, 1, 2, 3].map(ask);
  expect([3, 2, 1, 0].map(ask).toReversed()).toEqual(forwards);
  expect(new Set(forwards.map(({ content }) => content)).size).toBeGreaterThan(1);
});

test("the real client reads the reply", async () => {
  const drawn = drawTree(new SeededRandom(3), "A", 3);
  const random = new Hurried(1);
  const parts = {
    trees: [drawn],
    fate: new Fate(1),
    faults: new Swarm(1, {}),
    random,
    spending: new Spending(),
  };
  const client = new OpenAI({ apiKey: "k", baseURL: "http://model.test/v1", fetch: modelFetch(parts) });
  const content = `# TASK fx-1\n<data-000001 title>\n${drawn.title}\n</data-000001>`;
  const messages = [{ role: "user" as const, content }];
  const { choices } = await client.chat.completions.create({ model: "m", messages });
  const proposal = Proposal.parse(JSON.parse(choices[0]?.message.content ?? ""));
  expect(proposal.children.map(({ title }) => title)).toEqual(drawn.parts.map(({ title }) => title));
});

/** Draws the least, so that nothing takes its time. */
class Hurried extends SeededRandom {
  override between(from: number): number {
    return Math.min(from, 1);
  }
}
