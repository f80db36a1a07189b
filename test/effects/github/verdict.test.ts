import { expect, test } from "vitest";
import { readFailure } from "#src/effects/github/failure-log.ts";
import { ensureStatus } from "#src/effects/github/status.ts";
import { readVerdict } from "#src/effects/github/verdict.ts";
import { startHubRepo } from "./hub-repo.ts";

test("a commit that nobody judged has no verdict", async () => {
  await using hub = await startHubRepo();
  const sha = await hub.world.firstPush();
  expect(await readVerdict(hub.repo, sha)).toEqual({ state: "none", checks: [], failing: [] });
});

test("check runs and statuses make the verdict, and a red check tells why", async () => {
  await using hub = await startHubRepo();
  const sha = await hub.world.firstPush();
  const { at } = hub.world;
  const app = hub.world.asApp().rest;
  await app.repos.createCommitStatus({ ...at, sha, context: "ci/jenkins", state: "success" });
  const run = (await app.checks.create({ ...at, head_sha: sha, name: "plan", status: "in_progress" })).data;
  expect((await readVerdict(hub.repo, sha)).state).toBe("pending");
  await app.checks.update({
    ...at,
    check_run_id: run.id,
    conclusion: "failure",
    output: {
      title: "One failed",
      summary: "See below",
      annotations: [
        {
          path: "src/a.ts",
          start_line: 3,
          end_line: 3,
          annotation_level: "failure",
          message: "no such name",
        },
        { path: "src/b.ts", start_line: 1, end_line: 1, annotation_level: "notice", message: "fine" },
      ],
    },
  });
  const verdict = await readVerdict(hub.repo, sha);
  expect(verdict).toMatchObject({ state: "failed", cause: "check", failing: [{ name: "plan", id: run.id }] });
  expect(await readFailure(hub.repo, verdict.failing)).toEqual({
    digest: "src/a.ts:3: error: no such name\nOne failed\nSee below",
    signature: expect.stringContaining("no such name"),
  });
  expect((await readVerdict(hub.repo, sha, ["ci/jenkins"])).state).toBe("passed");
});

test("red without any text is told by name", async () => {
  await using hub = await startHubRepo();
  const failing = [{ name: "ci/jenkins", conclusion: "failure", kind: "status" }] as const;
  expect(await readFailure(hub.repo, failing)).toEqual({
    digest: "ci/jenkins: failure",
    signature: "checks: ci/jenkins: failure",
  });
});

test("our own status is shown, not counted, and written only when it says something new", async () => {
  await using hub = await startHubRepo();
  const sha = await hub.world.firstPush();
  const status = { context: "fractal/verify", state: "success", description: "npm test" } as const;
  expect(await ensureStatus(hub.repo, sha, status)).toEqual({ changed: true });
  expect(await ensureStatus(hub.repo, sha, status)).toEqual({ changed: false });
  const linked = { ...status, targetUrl: "https://github.test/runs/1" };
  expect(await ensureStatus(hub.repo, sha, linked)).toEqual({ changed: true });
  expect((await readVerdict(hub.repo, sha)).state).toBe("none");
});
