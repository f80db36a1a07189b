import { expect, test } from "vitest";
import { startWorld } from "./world.ts";

test("checks and statuses make the verdict on one commit", async () => {
  await using world = await startWorld();
  const sha = await world.firstPush();
  const { at } = world;
  const { checks, repos } = world.asApp().rest;
  expect((await repos.getCombinedStatusForRef({ ...at, ref: "main" })).data).toMatchObject({
    state: "pending",
    total_count: 0,
  });
  const { data: run } = await checks.create({ ...at, name: "plan", head_sha: sha, status: "in_progress" });
  await checks.update({
    ...at,
    check_run_id: run.id,
    conclusion: "failure",
    output: {
      title: "Two failed",
      summary: "See below",
      annotations: [
        { path: "README.md", start_line: 1, end_line: 1, annotation_level: "failure", message: "no" },
      ],
    },
  });
  const { data: listed } = await checks.listForRef({ ...at, ref: sha });
  expect(listed).toMatchObject({
    total_count: 1,
    check_runs: [{ conclusion: "failure", app: { slug: "spec-bot" } }],
  });
  const { data: suites } = await checks.listSuitesForRef({ ...at, ref: "main" });
  expect(suites.check_suites).toMatchObject([
    { status: "completed", conclusion: "failure", latest_check_runs_count: 1 },
  ]);
  expect((await checks.listAnnotations({ ...at, check_run_id: run.id })).data).toHaveLength(1);
  expect((await checks.get({ ...at, check_run_id: run.id })).data.output.annotations_count).toBe(1);
  await repos.createCommitStatus({ ...at, sha, state: "failure", context: "verify" });
  expect((await repos.getCombinedStatusForRef({ ...at, ref: sha })).data.state).toBe("failure");
  await repos.createCommitStatus({
    ...at,
    sha,
    state: "success",
    context: "verify",
    description: "all good",
  });
  expect((await repos.getCombinedStatusForRef({ ...at, ref: sha })).data).toMatchObject({
    state: "success",
    total_count: 1,
  });
  await expect(
    world.ada.rest.checks.create({ ...at, name: "x", head_sha: "1".repeat(40) }),
  ).rejects.toMatchObject({ status: 403 });
  expect((await world.heard()).slice(3)).toEqual([
    "check_run.created",
    "check_run.completed",
    "check_suite.completed",
    "status",
    "status",
  ]);
});
