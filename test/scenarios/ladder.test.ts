import { expect, test } from "vitest";
import { childrenOf } from "#src/core/tree.ts";
import { openHouse } from "./house.ts";
import { oneLeaf, quickCi, spec } from "./one-leaf.ts";
import { said } from "./said.ts";

const redCi = quickCi.replace("test/run.sh", "test/run.sh && test ! -e lib/errors.awk");

test("red for ever: the small model twice, the strong one once, then a person is told what was tried", async () => {
  const house = await openHouse(oneLeaf({ files: { ".github/workflows/ci.yml": redCi } }));
  await house.label(spec);
  const tree = await house.watch.rest();
  const [leaf] = childrenOf(tree, tree.root);
  expect(leaf?.status).toBe("needs_human");
  expect(leaf?.attempts.map(({ model, outcome }) => [model, outcome?.class])).toEqual([
    ["gpt-5-nano", "check"],
    ["gpt-5-nano", "check"],
    ["gpt-5-mini", "check"],
  ]);
  const [words = "", ...more] = await said(house, leaf?.issue?.number ?? 0);
  expect(more).toEqual([]);
  expect(words.replaceAll(/\$[\d.]+/g, "$‹usd›").replaceAll(/#\d+/g, "#‹pull›")).toMatchInlineSnapshot(`
    "### 🔴 How shall “Count failed requests” go on?

    @ada, this task waits for your decision. Every rung of the ladder was tried; the last: red: test (failure); the router says: Nothing in the attempts says how to go on.
    Recommended: reply with what it should do differently.

    - [ ]  **A** Try once more, from the first model on
    - [ ]  **B** I do it by hand, and close its issue as completed then
    - [ ]  **C** Leave it out: the rest goes on without it

    <sub>To answer, tick one box, or reply here in your own words, or write \`/fractal retry\` or \`/fractal skip\`. Your words go to the model as you write them. Whoever may write to this repository may answer; nothing is spent on it meanwhile.</sub>

    <details><summary>What was tried</summary>

    - Attempt 1 with \`gpt-5-nano\`, $‹usd›, pull request #‹pull›: red: test (failure)

      \`\`\`text
      $ test/run.sh && test ! -e lib/errors.awk
      # errors
      ok   failed requests are counted per status and path
      ok   successes and lines that are no requests are left out
      # hits
      ok   paths are counted without their query, most hits first
      ok   without a file the log is read from standard input
      # usage
      ok   an unknown report prints the usage
      ok   a report is never looked up outside lib/
      ok   every report says in its first line what it prints
      all tests passed
      \`\`\`

    - Attempt 2 with \`gpt-5-nano\`, $‹usd›, pull request #‹pull›: red: test (failure)

      \`\`\`text
      $ test/run.sh && test ! -e lib/errors.awk
      # errors
      ok   failed requests are counted per status and path
      ok   successes and lines that are no requests are left out
      # hits
      ok   paths are counted without their query, most hits first
      ok   without a file the log is read from standard input
      # usage
      ok   an unknown report prints the usage
      ok   a report is never looked up outside lib/
      ok   every report says in its first line what it prints
      all tests passed
      \`\`\`

    - Attempt 3 with \`gpt-5-mini\`, $‹usd›, pull request #‹pull›: red: test (failure)

      \`\`\`text
      $ test/run.sh && test ! -e lib/errors.awk
      # errors
      ok   failed requests are counted per status and path
      ok   successes and lines that are no requests are left out
      # hits
      ok   paths are counted without their query, most hits first
      ok   without a file the log is read from standard input
      # usage
      ok   an unknown report prints the usage
      ok   a report is never looked up outside lib/
      ok   every report says in its first line what it prints
      all tests passed
      \`\`\`

    </details>"
  `);
});
