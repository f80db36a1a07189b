import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { startActionsWorld, workflow } from "#test/local/runner/actions-world.ts";
import { commitIn } from "./world.ts";

const ECHO = (text: string): string => `{ runs-on: ubuntu-latest, steps: [{ run: 'echo "${text}"' }] }`;

test("a pull request runs on the merge of its branches, and its checks are on its head", async () => {
  await using world = await startActionsWorld();
  const { bob, ada, at, runner } = world;
  await world.firstPush({
    "base.txt": "from the base\n",
    ".github/workflows/pr.yml": `
name: Review
on:
  pull_request: { branches: [main], paths-ignore: ["docs/**"] }
jobs:
  look:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: |
          echo "$GITHUB_EVENT_NAME $GITHUB_REF base $GITHUB_BASE_REF head $GITHUB_HEAD_REF"
          echo "merge $(git rev-parse HEAD) is $GITHUB_SHA, with $(ls *.txt | tr '\\n' ' ')"
          echo "head \${{ github.event.pull_request.head.sha }} by \${{ github.actor }}"
`,
  });
  const head = await world.pushBranch("topic", { "new.txt": "from the head\n" });
  expect(await world.runs()).toEqual([]);
  const pull = await bob.pulls.create({ ...at, title: "Add a file", head: "topic", base: "main" });
  // The check suite is there as soon as the pull request is.
  const { data } = await ada.checks.listSuitesForRef({ ...at, ref: head });
  expect(data.check_suites).toMatchObject([
    { app: { slug: "github-actions", id: 15368 }, head_sha: head, head_branch: "topic" },
  ]);
  await runner.idle();
  const { run, printed, check } = await world.seen(head);
  expect(run).toMatchObject({
    event: "pull_request",
    head_sha: head,
    head_branch: "topic",
    display_title: "Add a file",
    actor: { login: "bob" },
  });
  expect(run.pull_requests?.map(({ number }) => number)).toEqual([pull.data.number]);
  const lines = (await printed("look")).join("\n");
  const merge = /merge (\w{40}) is \1, with base.txt new.txt/.exec(lines)?.[1];
  expect(lines).toContain("pull_request refs/pull/1/merge base main head topic");
  expect(lines).toContain(`head ${head} by bob`);
  expect(merge).not.toBe(head);
  expect(await check("look")).toMatchObject({
    head_sha: head,
    conclusion: "success",
    pull_requests: [{ number: 1 }],
  });

  const onlyDocs = await world.pushBranch("docs", { "docs/a.md": "a\n" });
  await bob.pulls.create({ ...at, title: "Docs", head: "docs", base: "main" });
  const conflict = await world.pushBranch("conflict", { "base.txt": "other\n" });
  await ada.repos.createOrUpdateFileContents({
    ...at,
    path: "base.txt",
    message: "Move on",
    content: btoa("moved\n"),
    branch: "main",
    sha: await blob("base.txt"),
  });
  await bob.pulls.create({ ...at, title: "In conflict", head: "conflict", base: "main" });
  const shas = (await world.runs()).map(({ head_sha }) => head_sha);
  expect(shas).not.toContain(onlyDocs);
  expect(shas).not.toContain(conflict);

  async function blob(path: string): Promise<string> {
    const { data } = await ada.repos.getContent({ ...at, path });
    return "sha" in data ? data.sha : "";
  }
});

test("triggers are filtered as GitHub filters them, and jobs' own tokens fire nothing", async () => {
  await using world = await startActionsWorld();
  const { runner, git } = world;
  await world.firstPush({
    ".github/workflows/branches.yml": `on: { push: { branches: [main, "release/**"], paths: ["src/**", "!**.md"] } }\njobs: { b: ${ECHO("b")} }`,
    ".github/workflows/tags.yml": `on: { push: { tags: ["v*"] } }\njobs: { t: ${ECHO("t")} }`,
    ".github/workflows/robot.yml": `
on: { push: { branches: [robot] } }
permissions: { contents: write }
jobs:
  push:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: |
          git -c user.name=r -c user.email=r@example.com commit -q --allow-empty -m again
          git push -q origin HEAD:robot && git push -q origin HEAD:refs/tags/v9
`,
  });
  const clone = await world.clone(world.tokens.ada);
  const push = async (files: Record<string, string>, message: string, ...refs: string[]): Promise<void> => {
    await commitIn(clone, files, message);
    await git(clone, "push", "--quiet", "origin", ...refs);
  };
  await push({ "src/a.md": "1" }, "Only a document", "HEAD:main");
  await push({ "src/a.ts": "1" }, "Code", "HEAD:main");
  await push({ "src/a.ts": "2" }, "More code [skip ci]", "HEAD:main");
  await push({ "src/a.ts": "3" }, "Elsewhere", "HEAD:feature");
  await push({ "src/a.ts": "4" }, "Release", "HEAD:release/1/2");
  await push({ b: "5" }, "Tagged", "HEAD:refs/tags/v1.0");
  await push({ b: "6" }, "Robot", "HEAD:robot");
  await runner.idle();
  rmSync(clone, { recursive: true });
  const seen = (await world.runs()).map(
    (run) => `${run.path?.split("/").at(-1)} ${run.head_branch}: ${run.display_title}`,
  );
  expect(seen.reverse()).toEqual([
    "branches.yml main: Code",
    "branches.yml release/1/2: Release",
    "tags.yml v1.0: Tagged",
    "robot.yml robot: Robot",
  ]);
});

test("a run tells its story in webhooks that GitHub's own description accepts", async () => {
  await using world = await startActionsWorld();
  await world.pushed(
    workflow(`on: push\njobs: { one: ${ECHO("1")}, two: ${ECHO("2").replace("{", "{ needs: one,")} }`),
  );
  const told = (await world.heard()).filter((event) => /^(workflow|check)/.test(event));
  expect(told).toEqual([
    "workflow_run.requested",
    "workflow_job.queued",
    "check_run.created",
    "workflow_run.in_progress",
    "workflow_job.in_progress",
    "workflow_job.completed",
    "check_run.completed",
    "workflow_job.queued",
    "check_run.created",
    "workflow_job.in_progress",
    "workflow_job.completed",
    "check_run.completed",
    "check_suite.completed",
    "workflow_run.completed",
  ]);
  const { payload } = (await world.webhooks()).findLast(({ event }) => event === "workflow_run") ?? {
    payload: {},
  };
  expect(payload).toMatchObject({
    workflow_run: { conclusion: "success", status: "completed" },
    sender: { login: "ada" },
  });
});

test("addresses of logs and artifacts work without a token, but not for ever and not for others", async () => {
  await using world = await startActionsWorld();
  const { job } = await world.pushed(workflow(`on: push\njobs: { one: ${ECHO("look here")} }`));
  const url = `${world.hub.url}/repos/ada/demo/actions/jobs/${job("one").id}/logs`;
  const redirect = await fetch(url, {
    redirect: "manual",
    headers: { authorization: `Bearer ${world.tokens.bob}` },
  });
  expect(redirect.status).toBe(302);
  const location = redirect.headers.get("location") ?? "";
  expect(await (await fetch(location)).text()).toContain("look here");
  expect((await fetch(location.replace(/until=\d/, "until=9"))).status).toBe(403);
  expect((await fetch(location.replace(/job-logs\/\d+/, "job-logs/1"))).status).toBe(403);
});
