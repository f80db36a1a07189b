import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startActionsWorld, workflow } from "./actions-world.ts";

const CHECKOUT = "- uses: actions/checkout@v5";

test("a composite action has its own inputs, steps and outputs; nested and failing ones too", async () => {
  await using world = await startActionsWorld();
  const { conclusions, printed } = await world.pushed({
    ...workflow(`
on: push
env: { LEVEL: workflow }
jobs:
  use:
    runs-on: ubuntu-latest
    steps:
      ${CHECKOUT}
      - id: greet
        uses: ./.github/actions/greet
        env: { LEVEL: step }
        with: { who: Ada, unknown: thing }
      - run: echo "it said '\${{ steps.greet.outputs.greeting }}' and set $GREETED"
      - uses: ./.github/actions/greet
        with: { who: nobody }
`),
    ".github/actions/greet/action.yml": `
name: Greet
description: Says hello
inputs:
  who: { description: whom, required: true }
  how: { description: how, default: "Hello \${{ github.repository }}" }
outputs:
  greeting: { description: what was said, value: "\${{ steps.say.outputs.text }}" }
runs:
  using: composite
  steps:
    - id: say
      shell: bash
      env: { WHO: "\${{ inputs.who }}" }
      run: |
        echo "text=\${{ inputs.how }}, $WHO" >> "$GITHUB_OUTPUT"
        echo "GREETED=yes" >> "$GITHUB_ENV"
        echo "level $LEVEL from \${GITHUB_ACTION_PATH##*/}"
    - uses: ./.github/actions/refuse
      if: inputs.who == 'nobody'
    - if: failure()
      shell: bash
      run: echo "cleaning up"
`,
    ".github/actions/refuse/action.yml": `
name: Refuse
description: Fails
runs: { using: composite, steps: [{ run: exit 4, shell: sh }] }
`,
  });
  const lines = await printed("use");
  expect(lines).toContain("level step from greet");
  expect(lines).toContain("it said 'Hello ada/demo, Ada' and set yes");
  expect(lines).toContain("##[warning]Unexpected input(s) 'unknown', valid inputs are ['who', 'how']");
  expect(lines).toContain("cleaning up");
  expect(conclusions).toEqual({ use: "failure" });
});

test("a JavaScript action runs as it is, with its pre and post parts and its state", async () => {
  const action = mkdtempSync(join(tmpdir(), "action-"));
  const files = {
    "action.yml": `
name: Count
description: Counts
inputs:
  task-id: { description: a task }
  two words: { description: spaced, default: "of \${{ github.actor }}" }
outputs: { sum: { description: the sum } }
runs: { using: node24, pre: pre.mjs, main: main.mjs, post: post.mjs }
`,
    "pre.mjs": `console.log("before everything");`,
    "main.mjs": `
import { appendFileSync } from "node:fs";
console.log(process.env["INPUT_TASK-ID"], process.env["INPUT_TWO_WORDS"], process.version.startsWith("v24"));
appendFileSync(process.env.GITHUB_OUTPUT, "sum=42\\n");
appendFileSync(process.env.GITHUB_STATE, "left=behind\\n");
`,
    "post.mjs": `console.log("after everything", process.env.STATE_left, process.env["INPUT_TASK-ID"]); process.exitCode = 1;`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(action, name), text);
  await using world = await startActionsWorld({ actions: { "acme/count": action } });
  const { printed, steps, conclusions } = await world.pushed(
    workflow(`
on: push
jobs:
  count:
    runs-on: ubuntu-latest
    steps:
      - run: echo "first step"
      - uses: acme/count@v1
        id: count
        with: { task-id: T1 }
      - run: echo "sum \${{ steps.count.outputs.sum }}"
`),
  );
  const lines = await printed("count");
  const told = ["before everything", "first step", "T1 of ada true", "sum 42", "after everything behind T1"];
  expect(lines.filter((line) => told.includes(line))).toEqual(told);
  expect(steps("count")?.at(-2)).toEqual(["Post Run acme/count@v1", "failure"]);
  expect(conclusions).toEqual({ count: "failure" });
  rmSync(action, { recursive: true });
});

test("checkout fetches with the job's token what is asked for, and leaves no credentials unless wanted", async () => {
  await using world = await startActionsWorld();
  world.hub.state.repos.patch(world.repo.id, { private: true });
  const first = await world.firstPush({ "README.md": "one\n", "lib/a.txt": "a\n" });
  const sha = await world.pushBranch("topic", {
    "README.md": "two\n",
    ...workflow(`
on: push
permissions: { contents: write }
jobs:
  look:
    runs-on: ubuntu-latest
    steps:
      ${CHECKOUT}
      - run: |
          echo "on $(git branch --show-current), $(git rev-list --count HEAD) commit, $(cat README.md)"
          git ls-remote --exit-code origin refs/heads/main > /dev/null && echo "credentials kept"
          git tag v1 && git push -q origin v1 && echo "pushed"
      - uses: actions/checkout@v5
        with: { ref: "${first}", path: old, fetch-depth: 0, persist-credentials: false }
      - working-directory: old
        run: |
          echo "old says $(cat README.md), $(git rev-list --count --all) commits"
          git push -q origin HEAD:refs/heads/stolen 2>&1 | grep -o 'could not read Username' || true
      - uses: actions/checkout@v5
        with: { ref: main, path: branch }
      - run: echo "branch says $(cat branch/README.md) \${{ hashFiles('lib/**', '!lib/b*') != '' }} '\${{ hashFiles('nothing') }}'"
      - uses: actions/checkout@v5
        with: { ref: no-such, path: wrong }
`),
  });
  await world.runner.idle();
  const { printed, annotations } = await world.seen(sha);
  const lines = await printed("look");
  for (const line of [
    "on topic, 1 commit, two",
    "credentials kept",
    "pushed",
    "old says one, 2 commits",
    "could not read Username",
    "branch says one true ''",
  ]) {
    expect(lines).toContain(line);
  }
  expect((await annotations("look")).at(-1)?.message).toBe(
    "A branch or tag with the name 'no-such' could not be found",
  );
  expect((await world.runs()).map((run) => run.head_branch)).toEqual(["topic"]);
});

test("the default token may read only; a job may be given less than its workflow", async () => {
  await using world = await startActionsWorld();
  const api = (path: string): string =>
    `curl -s -o /dev/null -w '%{http_code}\\n' -H "authorization: Bearer $TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/${path}"`;
  const job = (permissions: string): string => `
    runs-on: ubuntu-latest${permissions}
    env: { TOKEN: "\${{ secrets.GITHUB_TOKEN }}" }
    steps: [{ run: '${api("issues").replaceAll("'", "''")}; ${api("actions/runs").replaceAll("'", "''")}' }]`;
  const { printed } = await world.pushed(
    workflow(`
on: push
permissions: { issues: read }
jobs:
  some:${job("")}
  all:${job("\n    permissions: read-all")}
  none:${job("\n    permissions: {}")}
`),
  );
  expect(await printed("some")).toEqual(expect.arrayContaining(["200", "403"]));
  expect((await printed("all")).filter((line) => /^\d+$/.test(line))).toEqual(["200", "200"]);
  expect((await printed("none")).filter((line) => /^\d+$/.test(line))).toEqual(["403", "403"]);
});
