import { join } from "node:path";
import { type Probot, run, type Server } from "probot";
import { dataDirectory } from "./cli/data-directory.ts";
import { shippedWorkflows } from "./cli/shipped-workflows.ts";
import { findBd } from "./effects/beads/bd/find-bd.ts";
import { reachEndpoint } from "./endpoint.ts";
import { NeedsHuman, NextStepError } from "./errors.ts";
import { CalmOctokit, type RunningApp, startApp } from "./orchestrator.ts";

/** `npm start`: the App as a server, set up by Probot's own variables (APP_ID, PRIVATE_KEY, WEBHOOK_SECRET, PORT, HOST). */
async function serve(env: NodeJS.ProcessEnv): Promise<void> {
  if (env["APP_ID"] !== undefined && (env["WEBHOOK_SECRET"] ?? "development") === "development")
    throw new NeedsHuman("WEBHOOK_SECRET is not set", {
      hint: "export WEBHOOK_SECRET=<the secret of the App's webhook>",
    });
  const { endpoint, apiKey } = await reachEndpoint(env);
  const home = join(import.meta.dirname, "..");
  const start = (probot: Probot) =>
    startApp(probot, {
      data: dataDirectory(env["FRACTAL_DATA"], { name: "app", key: "app" }, env),
      run: `${process.pid}-${Date.now().toString(36)}`,
      bd,
      endpoint,
      workerBaseUrl: env["OPENAI_BASE_URL"] ?? null,
      limits: {},
      shipped: shippedWorkflows(home).files,
      secrets: [apiKey],
      sweepEveryMs: 180_000,
      onParked: (error) => probot.log.error(error),
      onFatal: (error) => {
        probot.log.fatal(error);
        process.exit(1);
      },
    });
  const bd = await findBd(env);
  let running: RunningApp | undefined;
  const server = await run(async (probot: Probot) => void (running = await start(probot)), {
    env,
    Octokit: CalmOctokit,
  });
  process.once("SIGTERM", () => void endWithin(graceMs, server, running));
}

/** Who runs us kills what has not ended ten seconds after SIGTERM. */
const graceMs = 9_000;

/** A connection that somebody keeps open holds nothing up, and what is not done in time is left as a kill would leave it. */
async function endWithin(ms: number, server: Server, running: RunningApp | undefined): Promise<void> {
  setTimeout(() => process.exit(1), ms).unref();
  void server.stop();
  await running?.stop();
  process.exit(0);
}

if (import.meta.main) {
  try {
    await serve(process.env);
  } catch (error) {
    if (!(error instanceof NextStepError)) throw error;
    process.stderr.write(
      `fractal: ${error.message}\n${error.hint === undefined ? "" : `  → ${error.hint}\n`}`,
    );
    process.exitCode = 2;
  }
}
