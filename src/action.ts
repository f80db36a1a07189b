import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getInput, info, setFailed, setOutput, setSecret } from "@actions/core";
import { z } from "zod";
import { Briefing, briefingBytesMax } from "./core/briefing.ts";
import { connect } from "./effects/llm/connect.ts";
import { openTrace } from "./effects/telemetry/trace.ts";
import { runAttempt } from "./worker/run.ts";

/** The dispatch's inputs, as the event file holds them. */
const DispatchEvent = z.object({
  inputs: z.object({
    task: z.string().min(1),
    attempt: z.coerce.number().int().positive(),
    base_sha: z.string().regex(/^[0-9a-f]{40}$/, "must be the 40 hex digits of a commit"),
    briefing: z.string().max(briefingBytesMax),
    key: z.string().min(1),
  }),
});

/** The leaf's door: reads the dispatch, runs the attempt, names the folder with the report. Exits 0 whenever there is a report. */
async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const { inputs } = DispatchEvent.parse(
    JSON.parse(readFileSync(required(env, "GITHUB_EVENT_PATH"), "utf8")),
  );
  const briefing = Briefing.parse(JSON.parse(inputs.briefing));
  if (
    briefing.key !== inputs.key ||
    briefing.task.id !== inputs.task ||
    briefing.attempt.n !== inputs.attempt
  ) {
    throw new Error("the briefing is about another attempt than the inputs task, attempt and key name");
  }
  const apiKey = getInput("api-key");
  if (apiKey === "")
    throw new Error("the input api-key is empty; add the secret OPENAI_API_KEY to the repository");
  setSecret(apiKey);
  const artifact = getInput("artifact-dir") || join(required(env, "RUNNER_TEMP"), "fractal-report");
  const trace = openTrace(join(artifact, "trace.jsonl"), {
    run: env["GITHUB_RUN_ID"] ?? inputs.key,
    known: [apiKey],
  });
  setOutput("artifact-dir", artifact);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const result = await runAttempt({
    briefing,
    baseSha: inputs.base_sha,
    workspace: required(env, "GITHUB_WORKSPACE"),
    artifact,
    endpoint: connect({ apiKey, baseUrl: getInput("base-url") || (briefing.provider.baseUrl ?? undefined) }),
    trace,
    env,
    known: [apiKey],
    signal: stop.signal,
  });
  trace.close();
  setOutput("outcome", result.outcome);
  const { usage, limit, patch } = result;
  info(
    `fractal: ${result.outcome}${limit === undefined ? "" : ` (${limit})`}, ${patch.files.length} files changed`,
  );
  info(`fractal: ${usage.calls} calls, ${usage.inputTokens} + ${usage.outputTokens} tokens, $${usage.usd}`);
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value === undefined || value === "")
    throw new Error(`${name} is not set; this runs as an action of GitHub`);
  return value;
}

try {
  await main(process.env);
} catch (error) {
  const words =
    error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : error;
  setFailed(`fractal: ${String(words)}`);
}
