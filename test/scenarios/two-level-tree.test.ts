import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isClosed } from "#src/core/task.ts";
import { stateOf } from "#src/core/needs-you.ts";
import { rootOf } from "#src/core/tree.ts";
import { timesheet } from "../../examples/models/timesheet.ts";
import { openHouse } from "./house.ts";
import { specOf } from "./sample.ts";
import { transcript } from "./transcript.ts";

const spec = specOf(readFileSync(new URL("../../examples/timesheet/spec.md", import.meta.url), "utf8"));

test("a tree of two levels, one leaf red at first, becomes one pull request; merged, it closes", async () => {
  const house = await openHouse({ sample: "timesheet", script: timesheet });
  const issue = await house.label(spec);
  const ready = await house.watch.rest();
  expect(stateOf(ready)).toBe("ready");
  await expect(transcript(house.witness, ready)).toMatchFileSnapshot("two-level-tree.conversation.txt");

  const ada = house.person("ada");
  const number = rootOf(ready).facts.pullRequest ?? 0;
  await ada.rest.pulls.merge({ ...house.at, pull_number: number });
  const merged = await house.watch.until("the merge", (tree) => stateOf(tree) === "merged");
  await house.watch.rest();
  expect([...merged.tasks.values()].every(({ status }) => isClosed(status))).toBe(true);
  const { data } = await ada.rest.issues.get({ ...house.at, issue_number: issue });
  expect(data).toMatchObject({ state: "closed", state_reason: "completed" });
});
