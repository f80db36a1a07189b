import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startActionsWorld, workflow } from "./actions-world.ts";

test("what the runner cannot do fails the run before any step, at file and line, with what can be done", async () => {
  await using world = await startActionsWorld();
  const { run, conclusions, annotations, steps } = await world.pushed(
    workflow(`on: push
jobs:
  fine:
    runs-on: ubuntu-latest
    steps: [{ run: echo fine }]
  windows:
    runs-on: windows-latest
    steps:
      - run: dir
        shell: pwsh
      - uses: docker://alpine
      - uses: codecov/codecov-action@v4
  services:
    runs-on: ubuntu-latest
    container: node:24
    services: { db: { image: postgres } }
    steps: [{ run: echo hi }]
  reused:
    uses: ./.github/workflows/other.yml
  matrix:
    strategy: { matrix: { os: [ubuntu-latest, windows-2022] } }
    runs-on: \${{ matrix.os }}
    steps: [{ run: echo hi }]
  elsewhere:
    if: github.ref == 'refs/heads/release'
    runs-on: windows-latest
    steps: [{ uses: acme/deploy@v1 }]
`),
  );
  expect(run.conclusion).toBe("failure");
  expect(conclusions).toEqual({
    windows: "failure",
    services: "failure",
    reused: "failure",
    matrix: "failure",
  });
  expect(steps("windows")).toEqual([]);
  const path = ".github/workflows/ci.yml";
  const at = async (name: string) =>
    (await annotations(name)).map((one) => {
      expect(one).toMatchObject({ path, annotation_level: "failure" });
      return `${one.start_line}: ${one.message}`;
    });
  expect(await at("windows")).toEqual([
    expect.stringMatching(/^7: runs-on: windows-latest is not supported here; .*ubuntu/),
    expect.stringMatching(/^10: the shell "pwsh" is not supported here; use bash, sh/),
    expect.stringMatching(/^11: uses: docker:\/\/alpine: docker actions are not supported/),
    expect.stringMatching(/^12: uses: codecov\/codecov-action@v4: .*available are .*actions\/checkout/),
  ]);
  expect(await at("services")).toEqual([
    expect.stringMatching(/^15: containers/),
    expect.stringMatching(/^16: services/),
  ]);
  expect(await at("reused")).toEqual([expect.stringMatching(/^19: reusable workflows/)]);
  expect(await at("matrix")).toEqual([expect.stringMatching(/^22: runs-on: windows-2022/)]);
});

test("a file that GitHub would not take fails with the parser's lines; broken YAML too", async () => {
  await using world = await startActionsWorld();
  const { run, annotations } = await world.pushed(
    workflow(`on: push
jobs:
  a:
    runs-on: ubuntu-latest
    stepz: []
    needs: nobody
    steps:
      - run: echo \${{ githb.ref }}
`),
  );
  expect(run).toMatchObject({ conclusion: "startup_failure", name: ".github/workflows/ci.yml" });
  expect(
    (await annotations(".github/workflows/ci.yml")).map((one) => `${one.start_line}: ${one.message}`),
  ).toEqual([
    "5: Invalid workflow file: Unexpected value 'stepz'",
    "8: Invalid workflow file: Unrecognized named-value: 'githb'",
  ]);

  const sha = await world.pushBranch("broken", workflow("on: push\njobs: [\n"));
  await world.runner.idle();
  const broken = await world.seen(sha);
  expect(broken.run.conclusion).toBe("startup_failure");
  expect((await broken.annotations(".github/workflows/ci.yml"))[0]).toMatchObject({
    start_line: expect.any(Number),
  });
  const { data } = await world.ada.checks.listSuitesForRef({ ...world.at, ref: sha });
  expect(data.check_suites.map((suite) => [suite.app?.id, suite.status, suite.conclusion])).toEqual([
    [15368, "completed", "startup_failure"],
  ]);
});

test("an expression that cannot be evaluated fails its step or its job, never silently", async () => {
  await using world = await startActionsWorld();
  const { conclusions, annotations } = await world.pushed(
    workflow(`on: push
jobs:
  step:
    runs-on: ubuntu-latest
    steps: [{ run: "echo \${{ fromJSON('no json') }}" }]
  legs:
    strategy: { matrix: "\${{ fromJSON('[1]') }}" }
    runs-on: ubuntu-latest
    steps: [{ run: echo hi }]
  empty:
    strategy: { matrix: { a: "\${{ fromJSON('[]') }}" } }
    runs-on: ubuntu-latest
    steps: [{ run: echo hi }]
  missing:
    runs-on: ubuntu-latest
    steps:
      - uses: ./not/there
        continue-on-error: true
      - run: cd nowhere
        working-directory: none
`),
  );
  expect(conclusions).toEqual({ step: "failure", legs: "failure", empty: "failure", missing: "failure" });
  expect((await annotations("step"))[0]?.message).toContain("fromJSON('no json')");
  expect(await annotations("legs")).toMatchObject([{ path: ".github/workflows/ci.yml", start_line: 7 }]);
  expect((await annotations("empty"))[0]?.message).toContain("does not contain any values");
  expect((await annotations("missing")).map(({ message }) => message)).toEqual([
    expect.stringContaining("Did you forget to run actions/checkout"),
    expect.stringContaining("directory is missing"),
  ]);
});

test("an overlay's workflow runs although the repository does not have it; nothing of it is committed", async () => {
  const overlay = {
    ".github/workflows/offered.yml": `
on: { workflow_dispatch: { inputs: { word: { required: true } } } }
jobs: { say: { runs-on: ubuntu-latest, steps: [{ uses: actions/checkout@v5 }, { run: "echo \${{ inputs.word }}; ls -a" }] } }
`,
  };
  const dir = mkdtempSync(join(tmpdir(), "hub-"));
  await using world = await startActionsWorld({ overlay, dir });
  await world.firstPush({ "README.md": "hi\n" });
  expect(await world.runs()).toEqual([]);
  const { ada, at, runner } = world;
  const dispatch = { ...at, workflow_id: "offered.yml", ref: "main", inputs: { word: "hello" } };
  expect((await ada.actions.createWorkflowDispatch(dispatch)).status).toBe(204);
  await runner.idle();
  const [run] = await world.runs();
  const { printed } = await world.seen(run?.head_sha ?? "");
  expect(await printed("say")).toEqual(expect.arrayContaining(["hello", "README.md"]));
  expect(await printed("say")).not.toContain(".github");
  rmSync(dir, { recursive: true, force: true });
});
