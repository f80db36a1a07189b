import { expect, test } from "vitest";
import { dispatch } from "#src/effects/perform/dispatch.ts";
import { openDesk, treeOf } from "./desk.ts";

const effect = { type: "Dispatch", task: "fx-00000002", attempt: 1, key: "k", isWanted: true } as const;

const worker = `name: fractal-worker
run-name: fractal \${{ inputs.key }}
on:
  workflow_dispatch:
    inputs:
      task: { type: string }
      attempt: { type: string }
      base_sha: { type: string }
      briefing: { type: string }
      key: { type: string }
jobs: { work: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }
`;

test("what no worker could read is said before its job is started and paid for", async () => {
  await using desk = await openDesk({ "src/a.ts": "old\n" });
  const files = Array.from({ length: 61 }, (_, n) => `src/${n}.ts`);
  const told = dispatch(desk.desk, treeOf(desk.base, { files }), effect);
  await expect(told).rejects.toThrow(/“The part” cannot be told to a worker: .*scope\.owned/s);
  const { ada, at } = desk.world;
  expect((await ada.rest.actions.listWorkflowRunsForRepo(at)).data.workflow_runs).toEqual([]);
});

test("a criterion that is longer than a worker can be told keeps nobody from its start", async () => {
  await using desk = await openDesk({ ".github/workflows/fractal-worker.yml": worker });
  const tree = treeOf(desk.base);
  const long = "It works in every way. ".repeat(100);
  const tasks = [...tree.tasks.values()].map((task) => [task.id, { ...task, acceptance: long }] as const);
  const dispatched = await dispatch(desk.desk, { ...tree, tasks: new Map(tasks) }, effect);
  expect(dispatched).toMatchObject([{ type: "AttemptDispatched", attempt: 1, baseSha: desk.base }]);
});
