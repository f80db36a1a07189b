import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { childrenOf, rootOf, type Tree } from "#src/core/tree.ts";
import { openHouse } from "./house.ts";
import { config, errorsPart, oneLeaf, partOf, spec } from "./one-leaf.ts";
import { said } from "./said.ts";
import { whileAway } from "./while-away.ts";

test("what people did at the root while nobody listened is found: the label, the pull request, the issue, a review", async () => {
  const title = "Changes requested by @ada";
  const house = await openHouse(
    oneLeaf({ script: [{ ...partOf("List the slowest paths"), title }, errorsPart] }),
  );
  const ada = house.person("ada");
  let issue = 0;
  await whileAway(house, async () => {
    issue = await house.label(spec);
  });
  const ready = await house.watch.rest();
  expect(stateOf(ready)).toBe("ready");
  expect(rootOf(ready)).toMatchObject({ title: spec.title, facts: { requestedBy: "ada", spec: spec.body } });

  const pull = { ...house.at, pull_number: rootOf(ready).facts.pullRequest ?? 0 };
  await whileAway(house, () => ada.rest.pulls.update({ ...pull, state: "closed" }));
  await house.watch.until("the stop", isStopped("pull-request"));
  await whileAway(house, () => ada.rest.pulls.update({ ...pull, state: "open" }));
  await house.watch.until("the reopening", isStopped());

  const root = { ...house.at, issue_number: issue };
  await whileAway(house, () => ada.rest.issues.update({ ...root, state: "closed" }));
  const stopped = await house.watch.until("the stop", isStopped("issue"));
  expect(rootOf(stopped).facts.stopped).toBe("@ada closed the issue; reopen it to go on");
  await whileAway(house, () => ada.rest.issues.update({ ...root, state: "open" }));
  await house.watch.until("the reopening", isStopped());
  await house.watch.rest();
  expect((await said(house, issue)).map((words) => words.split("\n")[0])).toEqual([
    expect.stringContaining("was closed unmerged: open it again?"),
    expect.stringContaining("@ada closed the issue"),
  ]);

  const body = "`logreport slowest` is missing: mean milliseconds per path.";
  await whileAway(house, () => ada.rest.pulls.createReview({ ...pull, event: "REQUEST_CHANGES", body }));
  const again = await house.watch.rest();
  expect(stateOf(again)).toBe("ready");
  expect(childrenOf(again, again.root)[1]).toMatchObject({ title, objective: body, status: "done" });
  // The one request of the label: found again at each start, it asked for nothing more.
  expect(rootOf(again).facts.resumeAt).toBeUndefined();
}, 120_000);

test("a sub-issue that a person closed or reopened while nobody listened is as they left it", async () => {
  const files = { ".github/fractal.yml": config("review: { leaf: human }") };
  const house = await openHouse(oneLeaf({ files }));
  await house.label(spec);
  const [leaf] = childrenOf(await house.watch.rest(), house.watch.tree.root);
  const at = { ...house.at, issue_number: leaf?.issue?.number ?? 0 };
  const bob = house.person("bob", "write");

  await whileAway(house, () =>
    bob.rest.issues.update({ ...at, state: "closed", state_reason: "not_planned" }),
  );
  const without = await house.watch.rest();
  expect(childrenOf(without, without.root)).toMatchObject([
    { status: "cancelled", closedBy: { login: "bob", as: "not_planned" } },
  ]);
  await whileAway(house, () => bob.rest.issues.update({ ...at, state: "open" }));
  const [revived] = childrenOf(await house.watch.rest(), house.watch.tree.root);
  expect(revived?.closedBy).toBeUndefined();
  expect(revived?.attempts.length).toBe(2);
  expect((await bob.rest.issues.get(at)).data.state).toBe("open");
}, 120_000);

function isStopped(...by: string[]): (tree: Tree) => boolean {
  return (tree) => rootOf(tree).facts.closed.join() === by.join();
}
