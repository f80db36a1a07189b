import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type ActionsWorld, startActionsWorld, workflow } from "./actions-world.ts";

test("a step and a job that take too long are ended with all their children", async () => {
  await using world = await startActionsWorld();
  const { conclusions, steps, annotations, run } = await world.pushed(
    workflow(`
on: push
jobs:
  step:
    runs-on: ubuntu-latest
    steps:
      - name: Slow
        timeout-minutes: 0.005
        run: (trap '' INT TERM; sleep 300) & sleep 300
      - name: After
        if: failure()
        run: echo "still here"
  job:
    runs-on: ubuntu-latest
    timeout-minutes: 0.005
    steps:
      - run: sleep 300
      - run: echo never
      - name: Always
        if: always()
        run: echo "\${{ job.status }}"
`),
  );
  expect(conclusions).toEqual({ step: "failure", job: "cancelled" });
  expect(run.conclusion).toBe("failure");
  expect(steps("step")?.slice(1, 3)).toEqual([
    ["Slow", "failure"],
    ["After", "success"],
  ]);
  expect(steps("job")?.slice(1)).toEqual([
    ["Run sleep 300", "cancelled"],
    ["Run echo never", "skipped"],
    ["Always", "success"],
    ["Complete job", "success"],
  ]);
  expect((await annotations("step"))[0]?.message).toBe("The action has timed out after 0.005 minutes.");
  expect((await annotations("job")).at(-1)?.message).toContain(
    "exceeded the maximum execution time of 0.005 minutes",
  );
});

test("what a step leaves running serves the next step and is gone when the job ends", async () => {
  await using world = await startActionsWorld();
  const { printed, conclusions } = await world.pushed(
    workflow(`
on: push
jobs:
  serve:
    runs-on: ubuntu-latest
    steps:
      - run: |
          sleep 301 > /dev/null 2>&1 &
          setsid sleep 301 > /dev/null 2>&1 &
          echo $! > pid
      - run: kill -0 "$(cat pid)" && echo "it still runs as $(cat pid)"
`),
  );
  expect(conclusions).toEqual({ serve: "success" });
  const pid = (await printed("serve")).map((line) => /still runs as (\d+)/.exec(line)?.[1]).find(Boolean);
  expect(pid).toBeDefined();
  expect(alive(world)).toEqual([]);
});

test("a cancelled run ends its steps, runs what is on always(), and says so everywhere", async () => {
  await using world = await startActionsWorld();
  const { ada, at, runner } = world;
  const sha = await world.firstPush(
    workflow(`
on: push
jobs:
  long:
    runs-on: ubuntu-latest
    steps:
      - run: sleep 300
      - if: cancelled()
        name: Cancelled
        run: echo "told so"
      - run: echo never
  next:
    needs: long
    runs-on: ubuntu-latest
    steps: [{ run: echo never }]
  last:
    needs: next
    if: always()
    runs-on: ubuntu-latest
    steps: [{ run: echo "at last" }]
`),
  );
  const run_id = await untilRunning(world, sha, "sleep 300");
  expect((await ada.actions.cancelWorkflowRun({ ...at, run_id })).status).toBe(202);
  await runner.idle();
  const { conclusions, run, steps } = await world.seen(sha);
  expect(run).toMatchObject({ status: "completed", conclusion: "cancelled" });
  expect(conclusions).toEqual({ long: "cancelled", next: "cancelled", last: "success" });
  expect(steps("long")?.slice(1, 4)).toEqual([
    ["Run sleep 300", "cancelled"],
    ["Cancelled", "success"],
    ["Run echo never", "skipped"],
  ]);
  await expect(ada.actions.cancelWorkflowRun({ ...at, run_id })).rejects.toMatchObject({ status: 409 });
  expect((await world.heard()).filter((event) => /^(workflow_run|check_suite)/.test(event))).toEqual([
    "workflow_run.requested",
    "workflow_run.in_progress",
    "check_suite.completed",
    "workflow_run.completed",
  ]);
});

test("in a concurrency group one runs and one waits; a newer one takes the place", async () => {
  const text = (cancel: boolean): string => `
on: push
concurrency: { group: "deploy-\${{ github.workflow }}", cancel-in-progress: ${cancel} }
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps: [{ run: "while [ ! -e $GATE ]; do sleep 0.05; done" }]
`;
  for (const cancel of [false, true]) {
    const gate = join(mkdtempSync(join(tmpdir(), "gate-")), "open");
    await using world = await startActionsWorld({ env: { GATE: gate } });
    const first = await world.firstPush(workflow(text(cancel)));
    await untilRunning(world, first, "while");
    const second = await world.pushBranch("second", { a: "2" });
    const third = await world.pushBranch("third", { a: "3" });
    const fourth = await world.pushBranch("fourth", { a: "4" });
    writeFileSync(gate, "");
    await world.runner.idle();
    const conclusion = async (sha: string): Promise<unknown> =>
      (await world.runs()).find((run) => run.head_sha === sha)?.conclusion;
    expect([
      await conclusion(first),
      await conclusion(second),
      await conclusion(third),
      await conclusion(fourth),
    ]).toEqual([cancel ? "cancelled" : "success", "cancelled", "cancelled", "success"]);
  }
});

test("stopping the runner kills what runs, keeps what waits, and another runner takes that up", async () => {
  const dir = mkdtempSync(join(tmpdir(), "hub-"));
  const long = workflow(
    "on: push\njobs: { long: { runs-on: ubuntu-latest, steps: [{ run: '[ \"$GITHUB_REF_NAME\" != main ] || sleep 302' }] } }",
  );
  {
    await using world = await startActionsWorld({ dir, concurrency: 1 });
    const sha = await world.firstPush(long);
    await untilRunning(world, sha, "[ ");
    await world.pushBranch("waits", { a: "b" });
    await world.runner.stop();
    expect(alive(world)).toEqual([]);
    const { run, annotations } = await world.seen(sha);
    expect(run.conclusion).toBe("cancelled");
    expect((await annotations("long")).at(-1)?.message).toContain("shutdown signal");
    expect((await world.runs()).map(({ status }) => status)).toEqual(["queued", "completed"]);
  }
  await using world = await startActionsWorld({ dir });
  await world.runner.idle();
  expect((await world.runs()).map(({ conclusion }) => conclusion)).toEqual(["success", "cancelled"]);
  await world.hub.settled();
  rmSync(dir, { recursive: true });
});

test("a hub that was killed brings lost runs to rest when it starts again", async () => {
  const dir = mkdtempSync(join(tmpdir(), "hub-"));
  const copy = mkdtempSync(join(tmpdir(), "hub-copy-"));
  {
    await using world = await startActionsWorld({ dir });
    const sha = await world.firstPush(
      workflow("on: push\njobs: { long: { runs-on: ubuntu-latest, steps: [{ run: sleep 303 }] } }"),
    );
    await untilRunning(world, sha, "sleep 303");
    // What a kill would leave on the disk.
    cpSync(dir, copy, { recursive: true });
  }
  await using world = await startActionsWorld({ dir: copy });
  const [run] = await world.runs();
  expect(run).toMatchObject({ status: "completed", conclusion: "cancelled" });
  const { annotations, conclusions } = await world.seen(run?.head_sha ?? "");
  expect(conclusions).toEqual({ long: "cancelled" });
  expect((await annotations("long"))[0]?.message).toContain("The runner was lost");
  rmSync(dir, { recursive: true });
});

/** Waits until the first job of a commit prints the line; answers with the run's id. */
async function untilRunning(world: ActionsWorld, sha: string, line: string): Promise<number> {
  for (;;) {
    const run = (await world.runs()).find((one) => one.head_sha === sha);
    const [job] = run === undefined ? [] : await world.jobs(run.id);
    if (
      run &&
      job?.status === "in_progress" &&
      (await world.log(job.id).catch(() => "")).includes(`Run ${line}`)
    )
      return run.id;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The command lines of processes of our jobs. */
function alive({ workDir }: ActionsWorld): string[] {
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
      return "";
    }
  };
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && read(name, "environ").includes(`RUNNER_TEMP=${workDir}/`))
    .map((pid) => read(pid, "cmdline").replaceAll("\0", " ").trim());
}
