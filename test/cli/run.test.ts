import { expect, test } from "vitest";
import { join } from "node:path";
import { startScriptedModel } from "../../examples/scripted-model.ts";
import { RunResult } from "#src/views/result.ts";
import { git, greeterScript, makeGreeter } from "./greeter.ts";
import { type } from "./terminal.ts";

test("a spec becomes branches in the person's repository", async () => {
  const { dir, repo, spec } = makeGreeter();
  const model = await startScriptedModel(greeterScript);
  const data = join(dir, "data");
  const env = { OPENAI_BASE_URL: model.url, BD_BIN: "/nonexistent/bd" };
  const said = await type(["run", spec, "--repo", repo, "--data", data, "--json"], { env }).ended;
  console.log(said.stderr);
  expect(said.code).toBe(0);
  const result = RunResult.parse(JSON.parse(said.stdout));
  expect(result.status).toBe("ready");
  console.log(git(repo, "log", "--oneline", "--graph", "--all"));
  await model.close();
}, 120_000);
