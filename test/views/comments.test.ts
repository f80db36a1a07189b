import { expect, test } from "vitest";
import { due } from "#src/core/due.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { commentMarker, renderComment } from "#src/views/comments.ts";
import { finished, part, planned, requested, tell } from "./story.ts";

/** Every comment that is due on a tree, as it would be posted. */
function comments(tree: Tree): string[] {
  return due(tree, { now: 0 }).flatMap((effect) => {
    const task = tree.tasks.get(effect.task);
    if (effect.type !== "Comment" || task === undefined) return [];
    const text = renderComment(tree, task, effect.topic);
    expect(text.startsWith(`${commentMarker(effect.key)}\n`)).toBe(true);
    return [text.slice(text.indexOf("\n") + 1)];
  });
}

test("without write access nothing starts, and it says who can change that", () => {
  expect(comments(tell(requested(), { type: "PermissionChecked", allowed: false }).tree))
    .toMatchInlineSnapshot(`
    [
      "🔴 **Not started.** @ada set the label but has no write access to this repository, so nothing was done and nothing was spent.

    **What to do:** somebody with write access removes the label and adds it again.",
    ]
  `);
});

test("what stands in the way is named one by one, each with its remedy, links kept", () => {
  const { tree } = planned();
  const root = tree.tasks.get(tree.root) as Task;
  const problems = [
    {
      code: "workflow-missing",
      what: "`.github/workflows/fractal-worker.yml` is not on `main`",
      remedy: "[create it](https://example.com/new/main?filename=a.yml&value=name%3A%20x), then commit",
    },
    {
      code: "ci",
      what: "no workflow runs for pull requests into fractal/1/epic",
      remedy: "add `fractal/**`",
    },
  ];
  const facts = { ...root.facts, preflight: { problems, baseSha: "a", defaultBranch: "main", ci: "own" } };
  const tasks = new Map(tree.tasks).set(root.id, { ...root, facts } as Task);
  expect(comments({ root: tree.root, tasks })).toMatchInlineSnapshot(`
    [
      "🔴 **Not started.** @ada, this repository is not ready yet. No model was called and nothing was spent.

    1. \`.github/workflows/fractal-worker.yml\` is not on \`main\`
       **What to do:** [create it](https://example.com/new/main?filename=a.yml&value=name%3A%20x), then commit

    2. no workflow runs for pull requests into fractal/1/epic
       **What to do:** add \`fractal/**\`

    Then take the label \`fractal\` off the issue and put it back (or run the same command again): it looks again before anything else.",
    ]
  `);
});

test("an edited issue is answered, and the edit left alone", () => {
  const story = tell(
    planned(),
    { type: "IssueEdited", issue: 2, by: "ada" },
    { type: "IssueEdited", issue: 1, by: "ada" },
  );
  expect(comments(story.tree)).toMatchInlineSnapshot(`
    [
      "🟡 **Noticed, but not taken over:** this text was edited after the work began. The tree goes on with the spec as it was when the label was set.

    **What to do** if the change matters: wait for the pull request at the end and request it there in a review, which makes one more task; or close this issue to stop the tree, and label a new one.",
      "🟡 **Noticed, but not taken over:** this text was edited. The task is what it was, and what you wrote stays as you wrote it.

    **What to do** if the change matters: do it on \`fractal/1/epic\` and close this issue as completed; or close it as not planned to drop the task; or request the change in a review of the pull request at the end, which makes one more task.",
    ]
  `);
});

test("a closed root says that all stopped", () => {
  const closed = { type: "IssueClosed", as: "not_planned", by: "ada" } as const;
  const judged = { type: "PermissionChecked", login: "ada", wish: 1, allowed: true } as const;
  expect(comments(tell(planned(), { ...closed, issue: 1 }, judged).tree)).toMatchInlineSnapshot(`
    [
      "🔴 **Stopped.** @​ada closed the issue; reopen it to go on.

    Nothing new is started. What was built stays: the branch \`fractal/1/epic\`, the issues and the pull requests.",
    ]
  `);
});

test("a topic without words is a bug that says where to add them", () => {
  const { tree } = planned();
  expect(() => renderComment(tree, part(planned(), 0), "weather/1")).toThrow(
    'no words for a comment about "weather/1": add them to comments.ts',
  );
});

test("a review that asks for changes without saying any is answered", () => {
  const { tree } = finished();
  const root = tree.tasks.get(tree.root) as Task;
  const reviews = [{ id: 7, by: "bob", body: "", state: "silent" as const }];
  const tasks = new Map(tree.tasks).set(root.id, { ...root, facts: { ...root.facts, reviews } } as Task);
  expect(comments({ root: tree.root, tasks })).toMatchInlineSnapshot(`
    [
      "🟡 **Nothing to do yet.** @bob, your review of #20 asks for changes but says none: it has neither a text nor comments on lines.

    **What to do:** say what to change, as a whole or on the lines, in a new review that requests changes.",
    ]
  `);
});
