import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { rootOf } from "#src/core/tree.ts";
import { openHouse } from "./house.ts";
import { config, oneLeaf, spec } from "./one-leaf.ts";

test("without CI, fractal-verify.yml judges with the configured command and shows fractal/verify on each judged commit", async () => {
  const files = { ".github/workflows/ci.yml": null, ".github/fractal.yml": config("verify: test/run.sh") };
  const house = await openHouse(oneLeaf({ files }));
  await house.label(spec);
  const tree = await house.watch.rest();
  expect(stateOf(tree)).toBe("ready");

  const ada = house.person("ada");
  const [, leaf] = [...tree.tasks.values()];
  const judged = [leaf?.attempts[0]?.headSha, rootOf(tree).facts.judgement?.sha];
  for (const ref of judged) {
    const { data } = await ada.rest.repos.getCombinedStatusForRef({ ...house.at, ref: String(ref) });
    expect(data.statuses).toMatchObject([{ context: "fractal/verify", state: "success" }]);
  }
  const { data } = await ada.rest.actions.listWorkflowRunsForRepo(house.at);
  expect(data.workflow_runs.map(({ name }) => name).sort()).toEqual([
    "fractal-verify",
    "fractal-verify",
    "fractal-worker",
  ]);
});
