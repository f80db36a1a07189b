import { join } from "node:path";
import { expect, test } from "vitest";
import { RunResult } from "#src/views/result.ts";
import { turn } from "../../examples/turns.ts";
import { greeterScript, makeGreeter } from "./greeter.ts";
import { greeterModel } from "./greeter-model.ts";
import { serveAnswer } from "./serve-answer.ts";
import { type } from "./terminal.ts";

/** The run as it ended, which must be with a person, and within the budget. */
async function waiting(env: Record<string, string>) {
  const { dir, repo, spec } = makeGreeter();
  const args = ["run", spec, "--repo", repo, "--data", join(dir, "data"), "--json"];
  const said = await type(args, { env: { BD_BIN: "/none/bd", ...env } }).ended;
  expect(said, said.stderr).toMatchObject({ code: 3 });
  const result = RunResult.parse(JSON.parse(said.stdout));
  expect(result).toMatchObject({ status: "waiting", exitCode: 3, pullRequest: null });
  expect(result.totals.usd).toBeLessThanOrEqual(result.totals.budgetUsd);
  return { ...said, result };
}

test("a planner that answers garbage for ever: asked thrice, then a person", async () => {
  const garbage = { role: "assistant", content: "I would rather not say {" };
  const url = await serveAnswer(200, {
    id: "1",
    object: "chat.completion",
    choices: [{ index: 0, finish_reason: "stop", message: garbage }],
    usage: { prompt_tokens: 900, completion_tokens: 9, total_tokens: 909 },
  });
  const { result, stderr } = await waiting({ OPENAI_BASE_URL: url });
  expect(result.needsYou[0]?.what).toMatch(/no acceptable plan in 3 tries; the last was refused: /);
  expect(result.totals).toMatchObject({ tasks: 1, inputTokens: 2700 });
  expect(stderr).toMatch(/! needs you {2}no acceptable plan in 3 tries/);
  expect(stderr).toMatch(/Needs you\n {2}- .*no acceptable plan in 3 tries.*\n {4}What to do: /);
}, 120_000);

test("a worker that answers garbage for ever: every rung of the ladder, then a person", async () => {
  const work = () => [turn("La la la."), turn("La."), turn("What is a tool?")];
  const script = greeterScript.map((part) => (part.title === "Greet in French" ? { ...part, work } : part));
  await using model = await greeterModel(script);
  const { result } = await waiting(model.env);
  const [french, german] = result.tasks.slice(1);
  expect(french).toMatchObject({ title: "Greet in French", status: "needs_human", pullRequest: null });
  expect(french?.attempts).toBeGreaterThanOrEqual(2);
  expect(german).toMatchObject({ title: "Greet in German", status: "done", attempts: 1 });
  expect(result.needsYou[0]?.what).toMatch(/every rung of the ladder was tried; the last: /);
}, 180_000);

test("a model that the endpoint does not know", async () => {
  const error = { message: "The model `gpt-5-mini` does not exist", code: "model_not_found" };
  const url = await serveAnswer(404, { error });
  const { result } = await waiting({ OPENAI_BASE_URL: url });
  expect(result.needsYou[0]?.what).toContain("The model `gpt-5-mini` does not exist");
  expect(result.totals.usd).toBe(0);
}, 120_000);
