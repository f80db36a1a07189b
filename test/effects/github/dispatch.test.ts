import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { readArtifact } from "#src/effects/github/artifact.ts";
import { type DispatchWish, dispatchWorkflow } from "#src/effects/github/dispatch.ts";
import { readFailure } from "#src/effects/github/failure-log.ts";
import { cancelRun, readRun } from "#src/effects/github/runs.ts";
import { readVerdict } from "#src/effects/github/verdict.ts";
import { HubRunnerHost } from "#src/local/hub/actions/runner-host.ts";
import { startHubRepo } from "./hub-repo.ts";

const WORKER = `name: fractal-worker
run-name: fractal \${{ inputs.key }}
on: { workflow_dispatch: { inputs: { key: { type: string, required: true } } } }
jobs: { work: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }
`;
const CI = `name: CI
on: [push, pull_request]
jobs: { test: { runs-on: ubuntu-latest, steps: [{ run: "npm test" }] } }
`;

async function startActions(
  files: Record<string, string> = { ".github/workflows/fractal-worker.yml": WORKER },
) {
  const hub = await startHubRepo();
  const sha = await hub.world.firstPush(files);
  const wish: DispatchWish = {
    workflow: "fractal-worker.yml",
    ref: "main",
    inputs: { key: "fx-0a1b2c3d/1" },
    key: "fx-0a1b2c3d/1",
    since: new Date().toISOString(),
  };
  /** What the runner would do. */
  const host = new HubRunnerHost(hub.world.hub.context);
  const runs = async () =>
    (await hub.world.ada.rest.actions.listWorkflowRunsForRepo(hub.world.at)).data.workflow_runs;
  return Object.assign(hub, { sha, wish, host, runs, [Symbol.asyncDispose]: hub[Symbol.asyncDispose] });
}

test("a workflow is started once for a key, and the run carries it", async () => {
  await using hub = await startActions();
  const started = await dispatchWorkflow(hub.repo, hub.wish);
  expect(started.created).toBe(true);
  expect(await readRun(hub.repo, started.runId)).toMatchObject({
    title: "fractal fx-0a1b2c3d/1",
    status: "queued",
    conclusion: undefined,
    headSha: hub.sha,
    path: ".github/workflows/fractal-worker.yml",
  });
  expect(await dispatchWorkflow(hub.repo, hub.wish)).toEqual({ ...started, created: false });
  const other = { ...hub.wish, key: "fx-0a1b2c3d/10", inputs: { key: "fx-0a1b2c3d/10" } };
  expect((await dispatchWorkflow(hub.repo, other)).runId).not.toBe(started.runId);
});

test("when the first answer is lost the run is found by its key", async () => {
  await using hub = await startActions();
  hub.loseAnswer("POST", /dispatches$/);
  await expect(dispatchWorkflow(hub.repo, hub.wish)).rejects.toThrow("GitHub was not reached");
  expect((await dispatchWorkflow(hub.repo, hub.wish)).created).toBe(false);
  expect(await hub.runs()).toHaveLength(1);
});

test("of two runs with one key the lower id counts and the other is cancelled", async () => {
  await using hub = await startActions();
  const at = { ...hub.world.at, workflow_id: "fractal-worker.yml", ref: "main", inputs: hub.wish.inputs };
  const { ada } = hub.world;
  await ada.rest.actions.createWorkflowDispatch(at);
  await ada.rest.actions.createWorkflowDispatch(at);
  const [first, second] = (await hub.runs()).map(({ id }) => id).toSorted((a, b) => a - b) as [
    number,
    number,
  ];
  hub.host.watch({ queued: () => {}, cancel: (id) => hub.host.finishRun(id, "cancelled") });
  expect(await dispatchWorkflow(hub.repo, hub.wish)).toMatchObject({ runId: first, created: false });
  expect(await readRun(hub.repo, second)).toMatchObject({ conclusion: "cancelled" });
  expect(await cancelRun(hub.repo, second)).toBe("ended");
  expect(await cancelRun(hub.repo, first)).toBe("cancelling");
});

test("an older GitHub that knows no run details answers with nothing, and the run is found by its key", async () => {
  await using hub = await startActions();
  const { ada, at } = hub.world;
  await ada.rest.actions.createWorkflowDispatch({
    ...at,
    workflow_id: "fractal-worker.yml",
    ref: "main",
    inputs: { key: "x/1" },
  });
  hub.answerInstead(/dispatches$/, () => new Response(null, { status: 204 }));
  const wish = { ...hub.wish, key: "x/2" };
  await expect(dispatchWorkflow(hub.repo, wish)).rejects.toMatchObject({
    name: "Retryable",
    retryAfterMs: 10_000,
  });
  expect(await dispatchWorkflow(hub.repo, { ...hub.wish, key: "x/1" })).toMatchObject({ created: false });
});

test("without the workflow, or without its trigger, a person is told what to do", async () => {
  await using hub = await startActions({ ".github/workflows/ci.yml": CI });
  await expect(dispatchWorkflow(hub.repo, hub.wish)).rejects.toMatchObject({
    name: "NeedsHuman",
    hint: expect.stringContaining("Put .github/workflows/fractal-worker.yml"),
  });
  await expect(dispatchWorkflow(hub.repo, { ...hub.wish, workflow: "ci.yml" })).rejects.toMatchObject({
    name: "NeedsHuman",
    hint: expect.stringContaining("Put .github/workflows/ci.yml, with a workflow_dispatch trigger, on main"),
  });
});

test("a run's artifact is read by name, whole", async () => {
  await using hub = await startActions();
  const { runId } = await dispatchWorkflow(hub.repo, hub.wish);
  expect(await readArtifact(hub.repo, { runId, name: "fractal-report" })).toEqual({ missing: true });
  // Somebody may have deleted the run itself.
  expect(await readArtifact(hub.repo, { runId: 404, name: "fractal-report" })).toEqual({ missing: true });
  const zip = zipSync({ "report.json": Buffer.from("{}"), files: { "a.ts": Buffer.from("a\n") } });
  hub.host.saveArtifact(runId, { name: "fractal-report", zip, replace: false });
  hub.host.saveArtifact(runId, { name: "other", zip: zipSync({}), replace: false });
  expect(await readArtifact(hub.repo, { runId, name: "fractal-report" })).toEqual({
    files: new Map([
      ["report.json", Buffer.from("{}")],
      ["files/a.ts", Buffer.from("a\n")],
    ]),
  });
  const caps = { zipBytesMax: 20, filesMax: 9, fileBytesMax: 99, totalBytesMax: 99 };
  expect(await readArtifact(hub.repo, { runId, name: "fractal-report", caps })).toEqual({
    problem: "artifact fractal-report is larger than 20 bytes",
  });
});

test("the verdict follows the jobs of CI, our own runs left out, and the failing job's log is digested", async () => {
  await using hub = await startActions({
    ".github/workflows/fractal-worker.yml": WORKER,
    ".github/workflows/ci.yml": CI,
  });
  await dispatchWorkflow(hub.repo, hub.wish);
  expect((await readVerdict(hub.repo, hub.sha)).state).toBe("pending");
  const run = (await hub.runs()).find(({ name }) => name === "CI") as { id: number };
  hub.host.startRun(run.id);
  const job = hub.host.createJob(run.id, { name: "test", labels: ["ubuntu-latest"] });
  hub.host.startJob(job, "local");
  hub.host.appendLog(job, "FAIL adds prices\n     wanted: 4\n     got:    3\nok ends\n");
  hub.host.finishJob(job, { conclusion: "failure", summary: "", annotations: [] });
  hub.host.finishRun(run.id, "failure");
  const verdict = await readVerdict(hub.repo, hub.sha);
  expect(verdict).toMatchObject({
    state: "failed",
    cause: "check",
    failing: [{ name: "test", kind: "check", id: job }],
  });
  expect(await readFailure(hub.repo, verdict.failing)).toEqual({
    digest: "FAIL adds prices\n     wanted: 4\n     got:    3",
    signature: "test: FAIL adds prices | wanted: 4 | got: 3",
  });
  const whole = { name: "CI", conclusion: "failure", kind: "run", id: run.id } as const;
  expect((await readFailure(hub.repo, [whole])).digest).toContain("FAIL adds prices");
});
