import { expect, test } from "vitest";
import { preflight } from "#src/effects/github/preflight.ts";
import { readRepository } from "#src/effects/github/repository.ts";
import { startHubRepo } from "./hub-repo.ts";

const DISPATCHED = "on: { workflow_dispatch: {} }\n";
const OURS = {
  ".github/workflows/fractal-worker.yml": DISPATCHED,
  ".github/workflows/fractal-verify.yml": DISPATCHED,
};
const about = { issue: 3, config: { checks: { required: [] } } };

test("a repository with our workflows and CI for any branch is ready", async () => {
  await using hub = await startHubRepo();
  await hub.world.firstPush({ ...OURS, ".github/workflows/ci.yml": "on: [push, pull_request]\njobs: {}\n" });
  const state = await readRepository(hub.repo);
  expect(await preflight(hub.repo, { ...about, state })).toEqual({
    problems: [],
    ci: "own",
    reached: [".github/workflows/ci.yml"],
  });
});

test("what is missing, silent, broken or forbidden is named before any model is called", async () => {
  await using hub = await startHubRepo();
  await hub.world.firstPush({
    ".github/workflows/ci.yml": "on: { pull_request: { branches: [main] } }\n",
    ".github/workflows/broken.yml": "on: [\n",
  });
  hub.world.hub.seed.ruleset(hub.world.repo, "fractal/**", [{ type: "creation" }]);
  const state = await readRepository(hub.repo);
  const { problems } = await preflight(hub.repo, { ...about, state });
  expect(problems.map(({ code }) => code)).toEqual([
    "workflow-missing",
    "workflow-missing",
    "ci-does-not-fire",
    "rules-block-epic",
    "rules-block-leaf",
  ]);
});

test("rules that GitHub does not tell stop nothing, and it is said why they are not known", async () => {
  await using hub = await startHubRepo();
  await hub.world.firstPush({ ...OURS, ".github/workflows/ci.yml": "on: push\n" });
  const message = "Upgrade to GitHub Pro or make this repository public to enable this feature.";
  hub.answerInstead(/\/rules\/branches\//, () => Response.json({ message }, { status: 403 }));
  const state = await readRepository(hub.repo);
  expect(await preflight(hub.repo, { ...about, state })).toMatchObject({
    problems: [],
    unreadRules: message,
  });
});

test("a rule that the App is let by does not stop anything", async () => {
  await using hub = await startHubRepo();
  await hub.world.firstPush({ ...OURS, ".github/workflows/ci.yml": "on: push\n" });
  const { seed } = hub.world.hub;
  seed.ruleset(hub.world.repo, "fractal/**", [{ type: "creation" }], { appMayBypass: true });
  const state = await readRepository(hub.repo);
  expect((await preflight(hub.repo, { ...about, state })).problems).toEqual([]);
});
