import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { Config } from "#src/core/rules.ts";
import { reserveOfCall } from "#src/core/usage.ts";
import { answer, completion } from "#test/effects/llm/endpoint.ts";
import { price } from "./desk.ts";
import { openGithub } from "./small-github.ts";

const { limits } = Config.parse({});
const reserve = reserveOfCall(price, limits.plannerInputTokensMax, limits.plannerOutputTokensMax);

/** What the tree hears when the planner's model does this. */
async function heard(model: (response: ServerResponse) => void, times = 1) {
  const { github, perform, tree, pass } = await openGithub(model);
  github.isDown = false;
  const key = `${tree.root}/plan/1`;
  const events = [];
  for (let n = 0; n < times; n += 1)
    events.push(...(await perform(tree, { type: "AskPlanner", task: tree.root, key, ask: 1 })));
  return { events, asked: () => github.asked, pass };
}

const refuses =
  (status: number, headers = {}) =>
  (response: ServerResponse) =>
    answer(response, status, { error: { message: "no" } }, headers);

test.each([
  [
    "prose",
    (response: ServerResponse) => answer(response, 200, completion("Well.")),
    "the reply is not JSON",
  ],
  ["nothing", (response: ServerResponse) => answer(response, 200, completion("")), "the reply is not JSON"],
  [
    "10 MB",
    (response: ServerResponse) => void response.end(`"${"x".repeat(10_000_000)}"`),
    "more than a reply may hold",
  ],
])("%s is a refused plan, with what it cost", async (_, model, problem) => {
  const { events } = await heard(model);
  expect(events).toMatchObject([
    { type: "PlannerReplied", ask: 1, problem: expect.stringContaining(problem) },
  ]);
  const [event] = events;
  expect(event?.type === "PlannerReplied" ? event.usage.usd : 0).toBeGreaterThan(0);
  expect(event?.type === "PlannerReplied" ? event.usage.usd : 1).toBeLessThanOrEqual(reserve);
});

test("a reply that breaks off is tried again, and is charged its reserve", async () => {
  const { events } = await heard((response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write("{", () => response.socket?.destroy());
  });
  expect(events).toMatchObject([{ type: "EffectFailed", kind: "retry", usage: { usd: reserve, calls: 1 } }]);
});

test.each([
  ["a reset", (response: ServerResponse) => void response.socket?.resetAndDestroy()],
  ["408", refuses(408)],
  ["502", refuses(502)],
  ["504", refuses(504)],
])("%s comes after the question was sent: tried again, and charged its reserve", async (_, model) => {
  const { events } = await heard(model);
  expect(events).toMatchObject([{ type: "EffectFailed", kind: "retry", usage: { usd: reserve, calls: 1 } }]);
});

test.each([
  ["429 with a time", refuses(429, { "retry-after": "7" }), { kind: "retry", retryAfterMs: 7000 }],
  ["429", refuses(429), { kind: "retry" }],
  ["529", refuses(529), { kind: "retry" }],
  ["401", refuses(401), { kind: "human", message: expect.stringContaining("set OPENAI_API_KEY") }],
  ["404", refuses(404), { kind: "human", message: expect.stringContaining("does not know the model") }],
])("%s costs nothing", async (_, model, about) => {
  const { events } = await heard(model);
  expect(events).toMatchObject([{ type: "EffectFailed", ...about }]);
  expect(events[0]).not.toHaveProperty("usage");
});

test("an endpoint that fails five times in a row is left alone for a while; one that asks for patience is not down", async () => {
  const down = await heard(refuses(503), 8);
  const kinds = down.events.map((event) => (event.type === "EffectFailed" ? event.kind : event.type));
  expect(kinds).toEqual(["retry", "retry", "retry", "retry", "retry", "held", "held", "held"]);
  expect(down.asked()).toBe(5);
  const busy = await heard(refuses(429), 8);
  expect(busy.asked()).toBe(8);
});

test("what no start could read again is charged all the same where a model was paid for it", async () => {
  const { github, perform, tree } = await openGithub((response) =>
    answer(response, 200, completion("Well.")),
  );
  github.isDown = false;
  const key = `${tree.root}/plan/1`;
  const events = await perform(tree, { type: "AskPlanner", task: tree.root, key, ask: 1.5 });
  expect(events).toMatchObject([
    { type: "EffectFailed", kind: "retry", message: expect.stringContaining("ask"), usage: { calls: 1 } },
  ]);
});
