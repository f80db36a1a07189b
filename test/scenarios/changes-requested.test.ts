import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { childrenOf, rootOf } from "#src/core/tree.ts";
import { openHouse } from "./house.ts";
import { errorsPart, oneLeaf, partOf, spec } from "./one-leaf.ts";

const title = "Changes requested by @ada";

test("changes requested by a stranger are nothing; by a maintainer they become one task, planned and done like any other", async () => {
  const script = [{ ...partOf("List the slowest paths"), title }, errorsPart];
  const house = await openHouse(oneLeaf({ script }));
  await house.label(spec);
  const ready = await house.watch.rest();
  const at = { ...house.at, pull_number: rootOf(ready).facts.pullRequest ?? 0 };
  const asked = house.model.requests().length;

  const eve = house.person("eve", "read");
  await eve.rest.pulls.createReview({ ...at, event: "REQUEST_CHANGES", body: "Rewrite it in Perl." });
  await house.watch.until("the review", (tree) => rootOf(tree).facts.reviews[0]?.state === "refused");
  expect(stateOf(await house.watch.rest())).toBe("ready");
  expect(house.model.requests()).toHaveLength(asked);

  const ada = house.person("ada");
  const body = "`logreport slowest` is missing: mean milliseconds per path.";
  await ada.rest.pulls.createReview({ ...at, event: "REQUEST_CHANGES", body });
  await house.watch.until("the new task", (tree) => childrenOf(tree, tree.root).length === 2);
  const again = await house.watch.rest();
  expect(stateOf(again)).toBe("ready");
  const [, task] = childrenOf(again, again.root);
  expect(task).toMatchObject({
    title,
    objective: body,
    origin: "review",
    status: "done",
    files: ["lib/slowest.awk", "test/slowest.sh"],
  });
  expect(rootOf(again).facts.pullRequest).toBe(at.pull_number);
  const { data } = await ada.rest.pulls.get(at);
  expect(data.body).toContain("**Where to look first**\n\n- #5 **Changes requested by");
  const { data: files } = await ada.rest.pulls.listFiles(at);
  expect(files.map(({ filename }) => filename).sort()).toEqual([
    "lib/errors.awk",
    "lib/slowest.awk",
    "test/errors.sh",
    "test/slowest.sh",
  ]);
});

test("a review that says it all on a line is one task too, which names the line", async () => {
  const script = [{ ...partOf("List the slowest paths"), title }, errorsPart];
  const house = await openHouse(oneLeaf({ script }));
  await house.label(spec);
  const ready = await house.watch.rest();
  const at = { ...house.at, pull_number: rootOf(ready).facts.pullRequest ?? 0 };

  const ada = house.person("ada");
  const body = "And `logreport slowest`, please: mean milliseconds per path.";
  await ada.rest.pulls.createReview({
    ...at,
    event: "REQUEST_CHANGES",
    comments: [{ path: "lib/errors.awk", line: 2, body }],
  });
  await house.watch.until("the new task", (tree) => childrenOf(tree, tree.root).length === 2);
  const again = await house.watch.rest();
  expect(stateOf(again)).toBe("ready");
  expect(childrenOf(again, again.root)[1]).toMatchObject({
    title,
    objective: `lib/errors.awk:2: ${body}`,
    status: "done",
  });
});
