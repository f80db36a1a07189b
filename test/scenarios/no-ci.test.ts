import { expect, test } from "vitest";
import { openHouse } from "./house.ts";
import { config, oneLeaf, spec } from "./one-leaf.ts";
import { rewrite } from "./rewrite.ts";
import { said, sticky } from "./said.ts";

test("a repository without CI and without a verify command stops before any model is called, and says what to add", async () => {
  const house = await openHouse(oneLeaf({ files: { ".github/workflows/ci.yml": null } }));
  const issue = await house.label(spec);
  await house.watch.rest();
  expect(house.model.requests()).toEqual([]);
  expect(await said(house, issue)).toMatchInlineSnapshot(`
    [
      "🔴 **Not started.** @ada, this repository is not ready yet. No model was called and nothing was spent.

    1. No workflow runs for a pull request into fractal/1/epic
       **What to do:** Let a workflow run on: pull_request. Or add \`verify: <a command that must exit 0>\` to .github/fractal.yml, or name the checks of another service under checks.required.

    Then take the label \`fractal\` off the issue and put it back (or run the same command again): it looks again before anything else.",
    ]
  `);
  expect(await sticky(house, issue)).toMatchInlineSnapshot(`
    "### 🔴 Waiting for you · no leaves yet · $0.00 of $1.00 spent · 1 needs you

    > [!IMPORTANT]
    > **Needs you**
    >
    > - #1 No workflow runs for a pull request into fractal/1/epic
    >   **What to do:** Let a workflow run on: pull_request. Or add \`verify: <a command that must exit 0>\` to .github/fractal.yml, or name the checks of another service under checks.required.

    There is no plan yet.

    <sub>Nothing runs and nothing costs until you have moved one of the points above. Commands: comment \`/fractal help\`.</sub>"
  `);

  await rewrite(house, ".github/fractal.yml", config("verify: test/run.sh"));
  await house.labelAgain(issue, house.person("ada"));
  await house.watch.until("the plan", (tree) => tree.tasks.size > 1);
});

test("what is missing from the repository is named before any model is called", async () => {
  const house = await openHouse(oneLeaf({ overlay: {} }));
  const issue = await house.label(spec);
  await house.watch.rest();
  expect(house.model.requests()).toEqual([]);
  const [words = ""] = await said(house, issue);
  expect(words).toContain(".github/workflows/fractal-worker.yml is not on main");
  expect(words).toContain("/new/main?filename=.github%2Fworkflows%2Ffractal-worker.yml&value=");
});
