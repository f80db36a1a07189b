import { expect, test } from "vitest";
import { stateOf } from "#src/core/needs-you.ts";
import { childrenOf } from "#src/core/tree.ts";
import { openHouse } from "./house.ts";
import { oneLeaf, spec } from "./one-leaf.ts";
import { said } from "./said.ts";

test("an issue whose text a person edits is answered in a comment, and keeps what they wrote to the end", async () => {
  const house = await openHouse(oneLeaf());
  const root = await house.label(spec);
  const born = await house.watch.until(
    "the leaf's issue",
    (tree) => childrenOf(tree, tree.root)[0]?.issue !== undefined,
  );
  const issue = childrenOf(born, born.root)[0]?.issue?.number ?? 0;

  const ada = house.person("ada");
  const body = "Only 5xx, please.";
  await ada.rest.issues.update({ ...house.at, issue_number: issue, body });
  await ada.rest.issues.update({ ...house.at, issue_number: root, title: "Count what failed" });
  await house.watch.until("both edits", (tree) => [...tree.tasks.values()].every(({ edits }) => edits === 1));
  expect(stateOf(await house.watch.rest())).toBe("ready");

  const { data } = await ada.rest.issues.get({ ...house.at, issue_number: issue });
  expect(data).toMatchObject({ body, state: "closed", labels: [] });
  expect((await ada.rest.issues.get({ ...house.at, issue_number: root })).data.title).toBe(
    "Count what failed",
  );
  expect(await said(house, issue)).toMatchInlineSnapshot(`
    [
      "🟡 **Noticed, but not taken over:** this text was edited. The task is what it was, and what you wrote stays as you wrote it.

    **What to do** if the change matters: do it on \`fractal/1/epic\` and close this issue as completed; or close it as not planned to drop the task; or request the change in a review of the pull request at the end, which makes one more task.",
    ]
  `);
  expect(await said(house, root)).toMatchInlineSnapshot(`
    [
      "🟡 **Noticed, but not taken over:** this text was edited after the work began. The tree goes on with the spec as it was when the label was set.

    **What to do** if the change matters: wait for the pull request at the end and request it there in a review, which makes one more task; or close this issue to stop the tree, and label a new one.",
    ]
  `);
});
