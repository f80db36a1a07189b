import { join } from "node:path";
import { expect, test } from "vitest";
import { RunResult } from "#src/views/result.ts";
import { turn } from "../../examples/turns.ts";
import { git, greeterScript, makeGreeter, writeAll } from "./greeter.ts";
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
  return { ...said, result, args, repo };
}

test("a planner that answers garbage for ever: asked thrice, then a person", async () => {
  const garbage = { role: "assistant", content: "I would rather not say {" };
  const url = await serveAnswer(200, {
    id: "1",
    object: "chat.completion",
    choices: [{ index: 0, finish_reason: "stop", message: garbage }],
    usage: { prompt_tokens: 900, completion_tokens: 9, total_tokens: 909 },
  });
  const { result, stderr, args } = await waiting({ OPENAI_BASE_URL: url });
  expect(result.needsYou[0]?.what).toMatch(/no acceptable plan in 3 tries; the last was refused: /);
  expect(result.totals).toMatchObject({ tasks: 1, inputTokens: 2700 });
  expect(stderr).toMatch(/! needs you: no acceptable plan in 3 tries/);
  expect(stderr).toMatch(/Needs you\n {2}- .*no acceptable plan in 3 tries.*\n {4}What to do: /);

  // The same command again has it tried again.
  const again = await type(args, { env: { BD_BIN: "/none/bd", OPENAI_BASE_URL: url } }).ended;
  expect(again, again.stderr).toMatchObject({ code: 3 });
  expect(RunResult.parse(JSON.parse(again.stdout)).totals).toMatchObject({ inputTokens: 5400 });
}, 120_000);

test("a worker that answers garbage for ever: every rung of the ladder, then a person, who may do it by hand", async () => {
  const work = () => [turn("La la la."), turn("La."), turn("What is a tool?")];
  const script = greeterScript.map((part) => (part.title === "Greet in French" ? { ...part, work } : part));
  await using model = await greeterModel(script);
  const { result, stderr, args, repo } = await waiting(model.env);
  const [french, german] = result.tasks.slice(1);
  expect(french).toMatchObject({ title: "Greet in French", status: "needs_human", pullRequest: null });
  expect(french?.attempts).toBeGreaterThanOrEqual(2);
  expect(german).toMatchObject({ title: "Greet in German", status: "done", attempts: 1 });
  expect(result.needsYou[0]?.what).toMatch(/every rung of the ladder was tried; the last: /);

  expect(stderr).toContain("# when you have done “Greet in French” by hand, in a commit on fractal/1/epic");
  const typed = /^ +\S+fractal (run .* --done 2)$/m.exec(stderr)?.[1]?.split(" ") ?? [];
  git(repo, "switch", "--quiet", "fractal/1/epic");
  writeAll(repo, { "words/fr.sh": "hello=Bonjour\n" });
  git(repo, "add", "--all");
  git(repo, "commit", "--quiet", "--message=By hand");
  const lost = await type(args, { env: model.env }).ended;
  expect(lost).toMatchObject({ code: 2 });
  expect(lost.stderr).toMatch(/fractal\/1\/epic is checked out.*\n {2}→ .*--base <branch>/);
  const said = await type([...typed, "--json"], { env: model.env }).ended;
  expect(said, said.stderr).toMatchObject({ code: 0 });
  expect(git(repo, "log", "--format=%s", "-1")).toBe("By hand");
  expect(git(repo, "status", "--porcelain")).toBe("");
}, 240_000);

test("a model that the endpoint does not know", async () => {
  const error = { message: "The model `gpt-5-mini` does not exist", code: "model_not_found" };
  const url = await serveAnswer(404, { error });
  const { result } = await waiting({ OPENAI_BASE_URL: url });
  expect(result.needsYou[0]?.what).toContain("The model `gpt-5-mini` does not exist");
  expect(result.totals.usd).toBe(0);
}, 120_000);
