import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Octokit } from "@octokit/rest";
import { runJobs } from "#src/cli/jobs.ts";
import { openLocalGithub } from "#src/cli/local-github.ts";
import { shippedWorkflows } from "#src/cli/shipped-workflows.ts";
import type { FoundBd } from "#src/effects/beads/bd/find-bd.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { faultsOf } from "#test/scenarios/always.ts";
import { pushSample, type SampleFiles, specOf } from "#test/scenarios/sample.ts";
import { type Script, startScriptedModel } from "../../examples/scripted-model.ts";
import { endOf } from "./end-state.ts";
import { Victim } from "./victim.ts";

export type KillOptions = Readonly<{
  /** A folder of `examples/`, and who plays its models. */
  sample: string;
  script: Script;
  files?: SampleFiles;
  bd: FoundBd;
  /** Milliseconds until the next kill, `undefined` for no more; and whether what the App started dies with it. */
  next: () => { afterMs: number; withChildren: boolean } | undefined;
}>;

export type Killed = Readonly<{
  kills: number;
  end: ReturnType<typeof endOf>;
  /** What must never be, in words. */
  faults: readonly string[];
  /** Model calls, by planner and worker: a call that was lost in a kill is repeated at most once. */
  plannerCalls: number;
  seconds: number;
}>;

const owner = "ada";
const home = join(import.meta.dirname, "..", "..");

/**
 * One tree from its label to its end over a hub, a runner, git and a model that live on, while the App's process is killed and
 * started again on its data, again and again. Webhooks that nobody hears are lost, as GitHub's are.
 */
export async function killUntilDone({ sample, script, files = {}, bd, next }: KillOptions): Promise<Killed> {
  const started = performance.now();
  const dir = mkdtempSync(join(tmpdir(), "kill-"));
  await using closing = new AsyncDisposableStack();
  closing.defer(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  // Slow enough that a kill may come between a call and its answer.
  const model = await startScriptedModel(script, { thinkMs: 300 });
  closing.defer(() => model.close());
  const github = await openLocalGithub({
    dir: join(dir, "hub"),
    home,
    owner,
    name: sample,
    defaultBranch: "main",
    overlay: shippedWorkflows(home).files,
    secrets: { OPENAI_API_KEY: "of-the-job" },
    variables: { OPENAI_BASE_URL: model.url },
  });
  const { hub, privateKey, token } = github;
  closing.defer(() => hub.close());
  await pushSample({ name: sample, owner, url: hub.url, token }, files, join(dir, sample));
  const runner = runJobs({ hub, dir: join(dir, "runner"), home, env: process.env });
  closing.defer(() => runner.stop());

  const data = join(dir, "data");
  const orders = { hub: hub.url, privateKey, home, data, model: model.url };
  const victim = new Victim(hub, { ...orders, ...("path" in bd && { bd }) });
  closing.defer(() => victim.kill({ withChildren: true }));
  victim.start();
  await label({ baseUrl: hub.url, auth: token, sample });

  let kills = 0;
  for (let turn = next(); turn !== undefined; turn = next()) {
    const isOver = await Promise.race([sleep(turn.afterMs), victim.until(({ rests }) => rests)]);
    if (isOver !== undefined) break;
    await victim.kill(turn);
    kills += 1;
    victim.start();
  }
  const last = await victim.until(({ rests }) => rests);
  await victim.kill({ withChildren: true });
  await hub.settled();
  const store = await openTaskStore({ dir: join(data, "beads"), actor: "after", bd });
  const rows = await store.load();
  await store.close();
  const end = { state: last.state, needs: last.needs, ...endOf(hub, { dir, rows }) };
  return {
    kills,
    end,
    faults: faultsOf(hub, data, ["of-the-job", "of-the-planner"]),
    plannerCalls: model.requests().filter(({ role }) => role === "planner").length,
    seconds: (performance.now() - started) / 1000,
  };
}

async function label({ baseUrl, auth, sample }: { baseUrl: string; auth: string; sample: string }) {
  const spec = specOf(readFileSync(join(home, "examples", sample, "spec.md"), "utf8"));
  const { rest } = new Octokit({ auth, baseUrl });
  await rest.issues.create({ owner, repo: sample, ...spec, labels: ["fractal"] });
}
