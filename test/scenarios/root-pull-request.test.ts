import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { openHouse } from "./house.ts";
import { oneLeaf, spec } from "./one-leaf.ts";
import { said, sticky } from "./said.ts";

test("the root pull request closed unmerged stops the tree, which says how to go on; reopened it goes on", async () => {
  const house = await openHouse(oneLeaf());
  const issue = await house.label(spec);
  const ready = await house.watch.rest();
  const at = { ...house.at, pull_number: rootOf(ready).facts.pullRequest ?? 0 };
  const ada = house.person("ada");

  await ada.rest.pulls.update({ ...at, state: "closed" });
  await house.watch.until("the stop", isStopped);
  expect(stateOf(await house.watch.rest())).toBe("waiting");
  const words = await said(house, issue);
  expect(words.map((each) => each.replaceAll(`#${at.pull_number}`, "#‹pull›"))).toMatchInlineSnapshot(`
    [
      "### 🔴 Pull request #‹pull› was closed unmerged: open it again?

    @ada, the tree waits for your decision. @ada closed pull request #‹pull› unmerged.
    Recommended: reply with what must change; that becomes one more task, and the pull request is opened again after it.

    - [ ]  **A** Open it again as it is
    - [ ]  **B** Cancel the whole tree

    <sub>To answer, tick one box, or reply here in your own words, or write \`/fractal resume\` or \`/fractal cancel\`. Your words go to the model as you write them. Whoever may write to this repository may answer; nothing is spent on it meanwhile.</sub>",
    ]
  `);
  expect(await sticky(house, issue)).toContain("was closed unmerged: open it again?");

  await ada.rest.pulls.update({ ...at, state: "open" });
  await house.watch.until("the reopening", (tree) => !isStopped(tree));
  expect(stateOf(await house.watch.rest())).toBe("ready");

  await ada.rest.issues.update({
    ...house.at,
    issue_number: issue,
    state: "closed",
    state_reason: "not_planned",
  });
  await house.watch.until("the stop", isStopped);
  await house.watch.rest();
  expect((await said(house, issue)).at(-1)).toContain("@ada closed the issue; reopen it to go on");
});

function isStopped(tree: Tree): boolean {
  return rootOf(tree).facts.stopped !== undefined;
}
