import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import { openHouse, owner } from "./house.ts";
import { errorsPart, oneLeaf, partOf, spec } from "./one-leaf.ts";

const other = {
  title: "List the slowest paths",
  body: "`logreport slowest` prints the mean milliseconds per path.",
};

test("two issues of one repository are worked on side by side, each to a pull request of its own", async () => {
  const house = await openHouse(oneLeaf({ script: [errorsPart, partOf(other.title)] }));
  const first = await house.label(spec);
  const second = await house.label(other);
  expect(stateOf(await house.watch.rest())).toBe("ready");
  house.watch.follow(house.app.running(), rootTaskId(`${owner}/log-report`, first));
  expect(stateOf(await house.watch.rest())).toBe("ready");

  const { data } = await house.person("ada").rest.pulls.list({ ...house.at, base: "main" });
  expect(data.map(({ title, head }) => [title, head.ref]).sort()).toEqual([
    [spec.title, `fractal/${first}/epic`],
    [other.title, `fractal/${second}/epic`],
  ]);
});
