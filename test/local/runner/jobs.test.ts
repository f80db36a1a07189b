import { expect, test } from "vitest";
import { startActionsWorld, workflow } from "./actions-world.ts";

test("a push runs the workflow: outputs feed a matrix, its legs feed the job that sums up", async () => {
  await using world = await startActionsWorld();
  const { run, conclusions, printed, steps, job } = await world.pushed(
    workflow(`
name: CI
run-name: Checking \${{ github.ref_name }}
on: push
jobs:
  list:
    runs-on: ubuntu-latest
    outputs:
      names: \${{ steps.names.outputs.names }}
    steps:
      - id: names
        name: Choose the names
        run: echo 'names=["red","blue"]' >> "$GITHUB_OUTPUT"
  paint:
    needs: list
    runs-on: ubuntu-latest
    strategy:
      matrix:
        name: \${{ fromJSON(needs.list.outputs.names) }}
        size: [1, 2]
        exclude: [{ name: blue, size: 2 }]
        include: [{ name: red, size: 1, shine: true }, { name: gold }]
    outputs:
      last: \${{ matrix.name }}
    steps:
      - run: echo "painting \${{ matrix.name }} \${{ matrix.size }} \${{ matrix.shine }} of \${{ strategy.job-total }}"
  sum:
    needs: [list, paint]
    if: needs.paint.result == 'success'
    runs-on: ubuntu-latest
    steps:
      - run: echo "all \${{ needs.paint.result }} \${{ toJSON(needs.list.outputs) != '{}' }}"
  never:
    needs: sum
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    steps: [{ run: exit 1 }]
`),
  );
  expect(run).toMatchObject({
    name: "CI",
    display_title: "Checking main",
    event: "push",
    status: "completed",
    conclusion: "success",
  });
  expect(conclusions).toEqual({
    list: "success",
    "paint (red, 1, true)": "success",
    "paint (red, 2)": "success",
    "paint (blue, 1)": "success",
    "paint (gold)": "success",
    sum: "success",
    never: "skipped",
  });
  expect(await printed("paint (red, 1, true)")).toContain("painting red 1 true of 4");
  expect(await printed("sum")).toContain("all success true");
  expect(steps("list")).toEqual([
    ["Set up job", "success"],
    ["Choose the names", "success"],
    ["Complete job", "success"],
  ]);
  expect(job("list")).toMatchObject({ runner_name: "local", labels: ["ubuntu-latest"], workflow_name: "CI" });
});

test("a red step ends its job with an annotation, and only what asks for it still runs", async () => {
  await using world = await startActionsWorld();
  const { run, conclusions, steps, annotations, check } = await world.pushed(
    workflow(`
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - name: Prepare
        run: 'echo "::warning file=src/a.ts,line=7,title=Old::this is old"'
      - name: Test
        id: test
        run: |
          echo "# 1 of 3 failed" >> "$GITHUB_STEP_SUMMARY"
          exit 3
      - name: Skipped
        run: echo never
      - name: Tidy up
        if: always()
        run: echo "the test was a \${{ steps.test.outcome }}"
  deploy:
    needs: test
    runs-on: ubuntu-latest
    steps: [{ run: echo never }]
  report:
    needs: [test, deploy]
    if: failure()
    runs-on: ubuntu-latest
    steps: [{ run: echo sorry }]
`),
  );
  expect(run.conclusion).toBe("failure");
  expect(conclusions).toEqual({ test: "failure", deploy: "skipped", report: "success" });
  expect(steps("test")).toEqual([
    ["Set up job", "success"],
    ["Prepare", "success"],
    ["Test", "failure"],
    ["Skipped", "skipped"],
    ["Tidy up", "success"],
    ["Complete job", "success"],
  ]);
  expect(await annotations("test")).toEqual([
    { path: "src/a.ts", start_line: 7, annotation_level: "warning", message: "this is old" },
    {
      path: ".github",
      start_line: expect.any(Number),
      annotation_level: "failure",
      message: "Process completed with exit code 3.",
    },
  ]);
  expect((await check("test")).output.summary).toBe("# 1 of 3 failed\n");
  expect((await check("test")).conclusion).toBe("failure");
});

test("the first red leg ends its siblings, unless it may fail or the matrix says otherwise", async () => {
  await using world = await startActionsWorld();
  const leg = `
    runs-on: ubuntu-latest
    steps: [{ run: "[ \${{ matrix.leg }} = slow ] && sleep 60 || exit 1" }]`;
  const { conclusions, run } = await world.pushed(
    workflow(`
on: push
jobs:
  quick:
    strategy: { matrix: { leg: [red, slow] } }${leg}
  patient:
    strategy: { fail-fast: false, max-parallel: 1, matrix: { leg: [red, pink] } }${leg}
  forgiven:
    continue-on-error: true${leg.replace("matrix.leg", "github.job")}
  after:
    needs: forgiven
    runs-on: ubuntu-latest
    steps: [{ run: "echo \${{ needs.forgiven.result }}" }]
`),
  );
  expect(conclusions).toEqual({
    "quick (red)": "failure",
    "quick (slow)": "cancelled",
    "patient (red)": "failure",
    "patient (pink)": "failure",
    forgiven: "failure",
    after: "success",
  });
  expect(run.conclusion).toBe("failure");
});

test("env has three levels, defaults apply, and what a step writes reaches the next", async () => {
  await using world = await startActionsWorld({ settings: { variables: { COLOUR: "green" } } });
  const { printed, run } = await world.pushed(
    workflow(`
on: push
env: { A: workflow, B: workflow, C: workflow }
defaults: { run: { shell: bash, working-directory: sub dir } }
jobs:
  build:
    runs-on: ubuntu-latest
    env: { B: job, C: job, FROM: "\${{ vars.COLOUR }}" }
    steps:
      - run: mkdir 'sub dir'
        working-directory: .
      - env: { C: step }
        run: |
          echo "$A $B $C $FROM in \${PWD##*/}"
          echo "LATER=<\${{ env.C }}>" >> "$GITHUB_ENV"
          printf 'LONG<<END\\none\\ntwo\\nEND\\n' >> "$GITHUB_ENV"
          mkdir bin && printf '#!/bin/sh\\necho found me\\n' > bin/mine && chmod +x bin/mine
          echo "$PWD/bin" >> "$GITHUB_PATH"
      - shell: sh
        run: |
          echo "$C $LATER"
          echo "$LONG"
          mine
      - run: false | true; echo "not reached, since bash is asked for by name"
        continue-on-error: true
      - shell: sh
        run: false | true; echo "sh knows no pipefail"
      - shell: python3 {0}
        run: print("any command line")
`),
  );
  expect(run.conclusion).toBe("success");
  const lines = await printed("build");
  for (const line of ["workflow job step green in sub dir", "job <step>", "one", "two", "found me"]) {
    expect(lines).toContain(line);
  }
  expect(lines).toContain("sh knows no pipefail");
  expect(lines).toContain("any command line");
  expect(lines.join("\n")).not.toContain("not reached");
});

test("steps see nothing of this machine's environment, and secrets never show", async () => {
  process.env["SECRET_OF_THE_MACHINE"] = "leaked";
  await using world = await startActionsWorld({
    settings: { secrets: { KEY: "s3cr3t-value", TWO: "first line\nsecond line" } },
  });
  const { printed, check, conclusions } = await world.pushed(
    workflow(`
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    outputs: { key: "\${{ steps.say.outputs.key }}", fine: "\${{ steps.say.outputs.fine }}" }
    steps:
      - run: env | cut -d= -f1 | sort | tr '\\n' ' '
      - id: say
        env: { KEY: "\${{ secrets.KEY }}", TWO: "\${{ secrets.TWO }}" }
        run: |
          echo "key $KEY, base64 $(printf %s "$KEY" | base64)"
          echo "$TWO"
          echo "::add-mask::hidden later"
          echo "this is hidden later"
          echo "the token is \${{ github.token }}"
          echo "\${{ secrets.KEY }}" >> "$GITHUB_STEP_SUMMARY"
          echo "key=$KEY" >> "$GITHUB_OUTPUT"
          echo "fine=fine" >> "$GITHUB_OUTPUT"
          echo "::notice::noticed $KEY"
  b:
    needs: a
    runs-on: ubuntu-latest
    steps: [{ run: "echo 'got <\${{ needs.a.outputs.key }}> <\${{ needs.a.outputs.fine }}>'" }]
`),
  );
  expect(conclusions).toEqual({ a: "success", b: "success" });
  const lines = (await printed("a")).join("\n");
  expect(lines).not.toMatch(/s3cr3t|first line|second line|hidden later$|ghs_|SECRET_OF_THE_MACHINE|leaked/m);
  expect(lines).toContain("key ***, base64 ***");
  expect(lines).toContain("this is ***");
  expect((await check("a")).output.summary).toBe("***\n");
  expect(await printed("b")).toContain("got <> <fine>");
  expect(
    lines
      .split("\n")
      .find((line) => line.includes("GITHUB_SHA"))
      ?.trim()
      .split(" "),
  ).toEqual(expect.arrayContaining(["CI", "GITHUB_EVENT_PATH", "HOME", "LANG", "PATH", "RUNNER_TEMP"]));
});
