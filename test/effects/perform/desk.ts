import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { epicBranch } from "#src/core/branch.ts";
import type { AttemptResult } from "#src/core/report.ts";
import { Config } from "#src/core/rules.ts";
import { RootFacts, Task, type Tree } from "#src/core/tree.ts";
import { ensureBranch } from "#src/effects/github/branches.ts";
import { connect } from "#src/effects/llm/connect.ts";
import { createBreakers } from "#src/effects/perform/breakers.ts";
import type { World } from "#src/effects/perform/world.ts";
import { readTrace } from "#src/effects/telemetry/read-trace.ts";
import { openTrace } from "#src/effects/telemetry/trace.ts";
import { HubRunnerHost } from "#src/local/hub/actions/runner-host.ts";
import { startHubRepo } from "#test/effects/github/hub-repo.ts";

const WORKER = `name: fractal-worker
run-name: fractal \${{ inputs.key }}
on: { workflow_dispatch: { inputs: { key: { type: string } } } }
jobs: { work: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }
`;

export const price = { inputPerMTok: 1, outputPerMTok: 10 };
export const usage = { inputTokens: 1000, outputTokens: 100, cachedInputTokens: 0, usd: 0.002, calls: 1 };

/**
 * Where one effect is done for real: a repository on a hub, reached as the App, and a trace on the disk. The tree is a root whose one leaf
 * was dispatched on the epic's head.
 */
export async function openDesk(files: Record<string, string> = {}) {
  const hub = await startHubRepo();
  const dir = mkdtempSync(join(tmpdir(), "desk-"));
  const file = join(dir, "trace.jsonl");
  const trace = openTrace(file, { run: "desk", now: () => 0 });
  const base = await hub.world.firstPush({ ".github/workflows/fractal-worker.yml": WORKER, ...files });
  await ensureBranch(hub.repo, epicBranch(1), base);
  const close = hub[Symbol.asyncDispose];
  const world: World = {
    repository: () => Promise.resolve(hub.repo),
    bot: hub.bot,
    endpoint: connect({ apiKey: "unused", baseUrl: "http://127.0.0.1:9/v1" }),
    workerBaseUrl: null,
    trace,
    clock: () => 0,
    parseConfig: () => Config.parse({}),
    shipped: {},
    priceOf: () => price,
    breakers: createBreakers(() => 0),
    texts: new Map(),
    limits: {},
  };
  return Object.assign(hub, {
    base,
    desk: world,
    /** The lines of the trace so far. */
    lines: () => readTrace(file).lines,
    traceFile: file,
    blobs: () => readdirSync(join(dir, "blobs")),
    /** A run of the worker that hands back these files; answers with its id. */
    ran: async (artifact: Zippable, key = "fx-00000002/1") => {
      const { ada, at } = hub.world;
      const inputs = { key };
      await ada.rest.actions.createWorkflowDispatch({
        ...at,
        workflow_id: "fractal-worker.yml",
        ref: "main",
        inputs,
      });
      const { data } = await ada.rest.actions.listWorkflowRunsForRepo(at);
      const runId = data.workflow_runs[0]?.id ?? 0;
      const zip = zipSync(artifact);
      new HubRunnerHost(hub.world.hub.context).saveArtifact(runId, {
        name: "fractal-report",
        zip,
        replace: false,
      });
      return runId;
    },
    [Symbol.asyncDispose]: async () => {
      trace.close();
      rmSync(dir, { recursive: true, force: true });
      await close();
    },
  });
}

const row = {
  root: "fx-00000001",
  objective: "Do it.",
  type: "feature",
  size: "S",
  risk: "low",
  acceptance: "It works.",
  verify: "true",
  needs: [],
};

/** The tree of issue 1 in ada's `demo`: a root, and the leaf `fx-00000002` with its first attempt running. */
export function treeOf(
  base: string,
  { files = ["src/a.ts"], ...facts }: { files?: string[] } & Partial<RootFacts> = {},
): Tree {
  const root = Task.parse({
    ...row,
    id: "fx-00000001",
    parent: null,
    index: 0,
    title: "The whole",
    files: [],
    origin: "spec",
    status: "split",
    facts: RootFacts.parse({
      owner: "ada",
      repo: "demo",
      issue: 1,
      requestedBy: "ada",
      requestedAt: 0,
      spec: "Do it.",
      prices: { small: price },
      preflight: { problems: [], baseSha: base, defaultBranch: "main", ci: "own" },
      ...facts,
    }),
  });
  const leaf = Task.parse({
    ...row,
    id: "fx-00000002",
    parent: "fx-00000001",
    index: 0,
    title: "The part",
    files,
    origin: "plan",
    status: "running",
    attempts: [{ n: 1, rung: 0, model: "small", startedAt: 0, reservedUsd: 0.01, baseSha: base }],
  });
  return { root: root.id, tasks: new Map([root, leaf].map((task) => [task.id, task])) };
}

/** A report that submits these contents, as an honest worker hands it in. */
export function reportOf(
  base: string,
  contents: Record<string, string>,
  more: Partial<AttemptResult> = {},
): Zippable {
  const files = Object.entries(contents).map(([path, text]) => ({
    path,
    status: "modified" as const,
    bytes: Buffer.byteLength(text),
    addedLines: 1,
    removedLines: 1,
    sha256: sha256(text),
    mode: "100644" as const,
  }));
  const result: AttemptResult = {
    v: 1,
    key: "fx-00000002/1",
    task: "fx-00000002",
    attempt: 1,
    model: "small",
    outcome: "submitted",
    report: {
      status: "done",
      summary: "Done.",
      filesChanged: Object.keys(contents),
      testsRun: [],
      confidence: 0.9,
      unresolved: [],
      assumptions: [],
      policiesApplied: [],
    },
    usage,
    patch: { base, files },
    startedAt: "2026-01-05T09:00:00Z",
    endedAt: "2026-01-05T09:01:00Z",
    ...more,
  };
  const held = Object.entries(contents).map(([path, text]) => [`files/${path}`, Buffer.from(text)] as const);
  return { "report.json": Buffer.from(JSON.stringify(result)), ...Object.fromEntries(held) };
}

export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
