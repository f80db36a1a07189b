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
    "🔴 **This needs you**, @ada: every rung of the ladder was tried; the last: red: test (failure).

    **What was tried**

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

    **What you can do**

    - **Do it yourself** on \`fractal/1/epic\`, then close this issue as completed. \`test/run.sh errors\` is then run there, and what waits for this task goes on when it passes.
    - **Drop it**: close this issue as not planned. What waits for it stays waiting until you decide about that too.
    - **Stop everything**: close #‹pull›."
  `);
});
