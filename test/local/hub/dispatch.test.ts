import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { startActionsWorld } from "#test/local/runner/actions-world.ts";

const ECHO = (text: string): string => `{ runs-on: ubuntu-latest, steps: [{ run: 'echo "${text}"' }] }`;

const DISPATCH = {
  ".github/workflows/by-hand.yml": `
name: By hand
run-name: build \${{ inputs.what }} (\${{ inputs.count }})
on:
  workflow_dispatch:
    inputs:
      what: { required: true, type: string }
      count: { type: number, default: 3 }
      fast: { type: boolean }
      colour: { type: choice, options: [red, green], default: green }
jobs:
  build: ${ECHO("${{ inputs.what }} ${{ inputs.count == 3 }} ${{ inputs.fast == false }} ${{ inputs.colour }} ${{ github.event.inputs.count }}")}
`,
  ".github/workflows/ci.yml": `on: pull_request\njobs: { a: ${ECHO("a")} }`,
};

test("a dispatch answers with its run, whose name and inputs are those that were given", async () => {
  await using world = await startActionsWorld();
  const sha = await world.firstPush(DISPATCH);
  const { at, runner } = world;
  const app = world.asApp();
  const answer = await app.request("POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", {
    ...at,
    workflow_id: "by-hand.yml",
    ref: "main",
    inputs: { what: "the house" },
    return_run_details: true,
  });
  expect(answer.status).toBe(200);
  const { workflow_run_id: run_id } = answer.data as unknown as { workflow_run_id: number };
  expect((await app.actions.getWorkflowRun({ ...at, run_id })).data).toMatchObject({
    name: "By hand",
    display_title: "build the house (3)",
    event: "workflow_dispatch",
    head_sha: sha,
    head_branch: "main",
    actor: { login: "spec-bot[bot]" },
  });
  await runner.idle();
  expect(await (await world.seen(sha)).printed("build")).toContain("the house true true green 3");

  const zip = await app.actions.downloadWorkflowRunLogs({ ...at, run_id });
  const logs = unzipSync(new Uint8Array(zip.data as ArrayBuffer));
  expect(Object.keys(logs)).toEqual(["0_build.txt"]);
  expect(strFromU8(logs["0_build.txt"] ?? new Uint8Array())).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{7}Z /);

  const { data } = await app.actions.listRepoWorkflows({ ...at });
  expect(data.workflows.map(({ name }) => name)).toEqual(["By hand", ".github/workflows/ci.yml"]);
  const id = data.workflows[0]?.id ?? 0;
  for (const filter of [
    { event: "workflow_dispatch" },
    { branch: "main" },
    { head_sha: sha },
    { status: "success" as const },
    { created: ">=2020-01-01" },
  ]) {
    expect((await app.actions.listWorkflowRuns({ ...at, workflow_id: id, ...filter })).data.total_count).toBe(
      1,
    );
  }
  for (const filter of [
    { event: "push" },
    { branch: "x" },
    { head_sha: "0".repeat(40) },
    { status: "failure" as const },
    { created: "2020-01-01..2020-02-01" },
  ]) {
    expect(
      (await app.actions.listWorkflowRuns({ ...at, workflow_id: id, ...filter })).data.workflow_runs,
    ).toEqual([]);
  }
});

test("a dispatch is refused as GitHub refuses it", async () => {
  await using world = await startActionsWorld();
  await world.firstPush(DISPATCH);
  await world.pushBranch("topic", {
    ".github/workflows/late.yml": `on: workflow_dispatch\njobs: { a: ${ECHO("a")} }`,
  });
  await world.pushBranch("broken", { ".github/workflows/by-hand.yml": "on: workflow_dispatch\njobs: {}\n" });
  const { ada, at } = world;
  const refused = async (workflow_id: string, inputs: Record<string, unknown>, ref = "main", by = ada) => {
    const asked = by.actions.createWorkflowDispatch({ ...at, workflow_id, ref, inputs });
    return asked.then(
      () => "accepted",
      (error: { status: number; response: { data: { message: string } } }) =>
        `${error.status} ${error.response.data.message}`,
    );
  };
  expect(await refused("late.yml", {})).toBe("404 Not Found");
  expect(await refused("late.yml", {}, "topic")).toBe("404 Not Found");
  expect(await refused("ci.yml", {})).toBe("422 Workflow does not have 'workflow_dispatch' trigger");
  expect(await refused("by-hand.yml", { what: "x" }, "nowhere")).toBe("422 No ref found for: nowhere");
  expect(await refused("by-hand.yml", {})).toBe("422 Required input 'what' not provided");
  expect(await refused("by-hand.yml", { what: "x", more: "y" })).toBe(
    '422 Unexpected inputs provided: ["more"]',
  );
  expect(await refused("by-hand.yml", { what: "x", colour: "blue" })).toBe(
    "422 Provided value 'blue' for input 'colour' not in the list of allowed values",
  );
  expect(await refused("by-hand.yml", { what: "x", fast: "maybe" })).toContain(
    "422 Provided value 'maybe' for input 'fast'",
  );
  expect(await refused("by-hand.yml", { what: "x".repeat(65_536) })).toBe("422 inputs are too large.");
  expect(await refused("by-hand.yml", { what: "x" }, "broken")).toMatch(
    /^422 failed to parse workflow: \(Line: \d+, Col: \d+\)/,
  );
  expect(await refused("by-hand.yml", { what: "x" }, "main", world.eve)).toMatch(/^403/);
  expect(await refused("by-hand.yml", { what: "x" }, "main", world.asApp({ actions: "read" }))).toMatch(
    /^403/,
  );
  expect(await world.runs()).toEqual([]);
  expect(await refused("by-hand.yml", { what: "x", count: 4, fast: true }, "topic")).toBe("accepted");
});
