import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { AttemptResult } from "#src/core/report.ts";
import { type Reply, scriptedModel } from "./scripted-model.ts";
import { apiKey, briefingOf, done, type Workshop, workshop } from "./workshop.ts";

type Run = { code: number; log: string; output: string; temp: string };

/** Starts the door as a runner would: event file, inputs in the environment, output file. */
async function door(
  shop: Workshop,
  baseUrl: string,
  inputs: object = {},
  env: Record<string, string> = {},
): Promise<Run> {
  const temp = mkdtempSync(join(tmpdir(), "runner-"));
  const file = (name: string, text: string) => {
    writeFileSync(join(temp, name), text);
    return join(temp, name);
  };
  const briefing = briefingOf();
  const event = {
    inputs: {
      task: briefing.task.id,
      attempt: "1",
      base_sha: shop.base,
      key: briefing.key,
      briefing: JSON.stringify(briefing),
      ...inputs,
    },
  };
  const child = execFile(process.execPath, [resolve("src/action.ts")], {
    env: {
      PATH: process.env["PATH"],
      GITHUB_EVENT_PATH: file("event.json", JSON.stringify(event)),
      GITHUB_OUTPUT: file("output", ""),
      GITHUB_WORKSPACE: shop.root,
      GITHUB_RUN_ID: "77",
      RUNNER_TEMP: temp,
      "INPUT_API-KEY": apiKey,
      "INPUT_BASE-URL": baseUrl,
      ...env,
    },
  });
  let log = "";
  child.stdout?.on("data", (text: string) => (log += text));
  child.stderr?.on("data", (text: string) => (log += text));
  const code = await new Promise<number>((resolve) => child.once("close", (status) => resolve(status ?? -1)));
  return { code, log, output: readFileSync(join(temp, "output"), "utf8"), temp };
}

const story: Reply[] = [
  { calls: [{ name: "write_file", args: { path: "src/sum.sh", content: "echo $(( $1 + $2 ))\n" } }] },
  { calls: [{ name: "run_tests", args: { command: null } }] },
  { calls: [{ name: "submit", args: done }] },
];

test("the Action reads the event, runs the attempt and names the folder with the report", async () => {
  using shop = workshop();
  await using model = await scriptedModel(story);
  const { code, log, output, temp } = await door(shop, model.baseUrl);
  expect({ code, log }).toEqual({
    code: 0,
    log: `::add-mask::${apiKey}\nfractal: submitted, 1 files changed\nfractal: 3 calls, 3000 + 150 tokens, $0.00105\n`,
  });
  expect(output).toContain(join(temp, "fractal-report"));
  const report = readFileSync(join(temp, "fractal-report", "report.json"), "utf8");
  expect(AttemptResult.parse(JSON.parse(report))).toMatchObject({
    outcome: "submitted",
    patch: { base: shop.base },
  });
  expect(existsSync(join(temp, "fractal-report", "files", "src", "sum.sh"))).toBe(true);
  expect(existsSync(join(temp, "fractal-report", "trace.jsonl"))).toBe(true);
});

test("an attempt that came to nothing has a report too, so the door ends well", async () => {
  using shop = workshop();
  await using model = await scriptedModel([{ status: 401 }]);
  const { code, temp } = await door(shop, model.baseUrl);
  expect(code).toBe(0);
  const report = AttemptResult.parse(
    JSON.parse(readFileSync(join(temp, "fractal-report", "report.json"), "utf8")),
  );
  expect(report).toMatchObject({ outcome: "infra", fault: "auth" });
  expect(report.reason).toContain("set OPENAI_API_KEY");
});

test.each([
  ["no key", {}, { "INPUT_API-KEY": "" }, "add the secret OPENAI_API_KEY"],
  ["a briefing of another attempt", { attempt: "2" }, {}, "the briefing is about another attempt"],
  ["a briefing that is no JSON", { briefing: "{" }, {}, "JSON"],
  ["a briefing that does not fit", { briefing: "{}" }, {}, "expected"],
  ["a branch instead of a commit", { base_sha: "main" }, {}, "must be the 40 hex digits of a commit"],
  ["a commit that is not there", { base_sha: "0".repeat(40) }, {}, "check it out first"],
  ["no event", {}, { GITHUB_EVENT_PATH: "" }, "GITHUB_EVENT_PATH is not set"],
] as const)("bad input fails with what to do: %s", async (_name, inputs, env, words) => {
  using shop = workshop();
  const { code, log } = await door(shop, "http://127.0.0.1:9/v1", inputs, env);
  expect(code).toBe(1);
  expect(log).toMatch(/^::error::fractal: /m);
  expect(log).toContain(words);
});
