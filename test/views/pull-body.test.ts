import { expect, test } from "vitest";
import type { Attempt } from "#src/core/attempt.ts";
import { due } from "#src/core/due.ts";
import type { Task } from "#src/core/tree.ts";
import { leafCommitMessage, leafPullTitle, pullMarker } from "#src/views/pull-body.ts";
import { renderLeafPullBody, renderRootPullBody, rootPullTitle } from "#src/views/pull-body.ts";
import { hostile, long } from "./hostile.ts";
import { finished, part, play, requested, type Story, underWay } from "./story.ts";

test("a leaf's pull request shows criterion, what was done, tests, checks, cost and trace", () => {
  const story = underWay();
  const task = part(story, 0);
  expect(leafPullTitle(task)).toBe("The rate comes from the sheet");
  expect(renderLeafPullBody(story.tree, task, attemptOf(task, 2))).toMatchInlineSnapshot(`
    "<!-- fractal:pull key=fx-66ryami6/2/pull-request v=1 -->
    Attempt 2 for #2, part of #1.

    **Done when** Its tests pass.

    **What was done**, in the words of \`small\`:

    > Reads the column \`rate\` and carries it in cents.
    >
    > Old sheets read as before.

    **Assumed on the way**

    - A negative rate is an error.

    **Tests the worker ran**

    - \`npm test\` passed

    **Checks**: 🟢 test success on \`222222222222\`

    **Cost** $0.01 for attempt 2 (21.4k tokens in, 1.8k out, 4 calls); $0.02 for this task so far

    **Trace** [The run](../actions/runs/502) keeps it as an artifact (task \`fx-66ryami6\`, attempt 2)."
  `);
});

test("before its checks have spoken it says where they will", () => {
  const story = underWay();
  const task = part(story, 0);
  const { judgement: _, ...early } = attemptOf(task, 2);
  const body = renderLeafPullBody(story.tree, task, early, { runUrl: "https://example.com/runs/7" });
  expect(body).toContain("**Checks**: they appear below. They decide, not this text.");
  expect(body).toContain("[The run](https://example.com/runs/7)");
});

test("the root's pull request says what was built, at what cost, and where to look first", () => {
  const story = finished();
  expect(rootPullTitle(story.tree)).toBe("Invoices from the time sheet");
  expect(renderRootPullBody(story.tree)).toMatchInlineSnapshot(`
    "<!-- fractal:pull key=fx-zy1lbxd0/pull-request v=1 -->
    Closes #1

    **What was built**, in 3 leaves for $0.07 of $5.00:

    - 🟢 done #2 The rate comes from the sheet (S, 2 attempts, pull request #12, $0.02)
    - 🟢 done #3 Minutes become money (S, 1 attempt, pull request #14, $0.01)
    - 🟢 done #4 Describe the command in the README (XS, 1 attempt, pull request #17, $0.01)

    **Where to look first**

    - #2 **The rate comes from the sheet** failed once: attempt 1, red: test (failure)
    - #2 **The rate comes from the sheet** assumes: A negative rate is an error.

    **Cost**

    | What for | Times | Spent | Tokens in / out |
    |---|--:|--:|--:|
    | attempts with small | 4 | $0.05 | 85.6k / 7.3k |
    | planning with planner-1 | 1 | $0.02 | 21.4k / 1.8k |
    | **Total** | | $0.07 | 107k / 9.2k |

    **Merge it** when you are content. **Request changes** in a review and they become one more task. If you close it unmerged, you are asked what then."
  `);
});

test("repairs, reviews and what people did themselves are named to the reviewer", () => {
  const story = finished();
  const tasks = new Map(story.tree.tasks);
  const put = (index: number, change: Partial<Task>) =>
    tasks.set(part(story, index).id, { ...part(story, index), attempts: [], ...change });
  put(0, { origin: "repair", title: "Repair 1: Invoices" });
  put(1, { origin: "review", closedBy: { login: "ada", as: "completed" } });
  put(2, { status: "cancelled", closedBy: { login: "ada", as: "not_planned" } });
  const body = renderRootPullBody({ root: story.tree.root, tasks });
  expect(body.slice(body.indexOf("**Where to look"), body.indexOf("**Cost**"))).toMatchInlineSnapshot(`
    "**Where to look first**

    - #2 **Repair 1: Invoices** is a repair: its check was red after the parts were merged
    - #3 **Minutes become money** answers a review of this pull request
    - #3 **Minutes become money** was done by ada, not by a worker; its check held on the epic branch
    - #4 **Describe the command in the README** was waived: ada closed it as not planned

    "
  `);
});

test("when all went straight it says so", () => {
  expect(renderRootPullBody(play(requested(), { assumptions: [] }).tree)).toContain("nothing stands out");
});

test("a leaf's marker is made from the key of the effect that opens it, the root's stays when it is written again", () => {
  const story = underWay();
  const keys = story.past.flatMap((tree) =>
    due(tree, { now: 0 }).flatMap(({ type, key }) => (type === "OpenPullRequest" ? [pullMarker(key)] : [])),
  );
  const task = part(story, 0);
  expect(keys).toContain(renderLeafPullBody(story.tree, task, attemptOf(task, 2)).split("\n")[0]);
  expect(renderRootPullBody(story.tree).split("\n")[0]).toBe(pullMarker(`${story.tree.root}/pull-request`));
});

test("a worker's words close no issue, notify nobody and stay in their place", () => {
  for (const summary of [...hostile, ...long.map((text) => text.slice(0, 2000))]) {
    const { tree, task, attempt } = withSummary(summary);
    const body = renderLeafPullBody(tree, task, attempt);
    expect(body.length).toBeLessThan(60_000);
    expect(body.match(/<!--/g)).toHaveLength(1);
    expect(body).not.toMatch(/(^|[^a-z0-9])@[a-z]/i);
    expect(body).not.toMatch(/(clos|fix|resolv)[a-z]*:? [^ ]*#\d/i);
    expect(body).toMatch(/^\*\*Trace\*\* /m);
    const message = leafCommitMessage(task, attempt);
    expect(message.split("\n")).toHaveLength(3);
    expect(message).not.toMatch(/(^|[^a-z0-9])@[a-z]|#\d|\[skip ci\]|skip-checks:/i);
  }
});

function attemptOf(task: Task, n: number): Attempt {
  const attempt = task.attempts.find((each) => each.n === n);
  if (attempt === undefined) throw new Error(`no attempt ${n}`);
  return attempt;
}

function withSummary(summary: string): { tree: Story["tree"]; task: Task; attempt: Attempt } {
  const story = play(requested(), { hold: [1, 2], summary });
  const task = part(story, 0);
  return { tree: story.tree, task, attempt: attemptOf(task, 1) };
}
