import { expect, test } from "vitest";
import { stickyState } from "#src/core/sticky-state.ts";
import { Task, type Tree } from "#src/core/tree.ts";
import { renderSticky, stickyMarker } from "#src/views/sticky.ts";
import { hostile } from "./hostile.ts";
import { finished, part, parts, planned, requested, stuck, tell, underWay } from "./story.ts";

test("at first there is no plan", () => {
  expect(renderSticky(requested().tree)).toMatchInlineSnapshot(`
    "<!-- fractal:tree root=fx-zy1lbxd0 v=1 -->
    ### 🟡 Working · no leaves yet · $0.00 of $5.00 spent

    There is no plan yet.

    <sub>Nothing to do for now: this comment is kept up to date. To stop the tree, close this issue. Commands: comment \`/fractal help\`.</sub>"
  `);
});

test("under way it shows the tree in words and colours, the money, and that nothing is asked", () => {
  expect(renderSticky(underWay().tree)).toMatchInlineSnapshot(`
    "<!-- fractal:tree root=fx-zy1lbxd0 v=1 -->
    ### 🟡 Working · 1 of 3 leaves done · $0.04 of $5.00 spent

    - 🟢 done #2 The rate comes from the sheet (S, 2 attempts, pull request #12, $0.02)
    - 🟡 running #3 Minutes become money (S, 1 attempt)
    - 🟡 running #4 Describe the command in the README (XS, 1 attempt)

    <sub>Nothing to do for now: this comment is kept up to date. To stop the tree, close this issue. Commands: comment \`/fractal help\`.</sub>

    <details><summary>Money</summary>

    | Task | Attempts | Spent | Reserved | Tokens in / out |
    |---|--:|--:|--:|--:|
    | the first plan | 0 | $0.02 | $0.00 | 21.4k / 1.8k |
    | #2 The rate comes from the sheet | 2 | $0.02 | $0.00 | 42.8k / 3.7k |
    | #3 Minutes become money | 1 | $0.00 | $0.28 | 0 / 0 |
    | #4 Describe the command in the README | 1 | $0.00 | $0.28 | 0 / 0 |
    | **Total** | 4 | $0.04 | $0.56 | 64.2k / 5.5k |

    Budget $5.00: $0.04 spent, $0.56 reserved for calls under way, $4.40 left.

    </details>

    <details><summary>Graph</summary>

    \`\`\`mermaid
    flowchart LR
      t0["🟡 working: Invoices from the time sheet"]
      t1["🟢 done: The rate comes from the sheet"]
      t2["🟡 running: Minutes become money"]
      t3["🟡 running: Describe the command in the README"]
      t0 --> t1
      t0 --> t2
      t1 -.-> t2
      t0 --> t3
    \`\`\`

    </details>"
  `);
});

test("what needs a person comes first, with what to do", () => {
  const text = renderSticky(stuck().tree);
  expect(text.slice(0, text.indexOf("<sub>"))).toMatchInlineSnapshot(`
    "<!-- fractal:tree root=fx-zy1lbxd0 v=1 -->
    ### 🟡 Working · 0 of 3 leaves done · $0.06 of $5.00 spent · 1 needs you

    > [!IMPORTANT]
    > **Needs you**
    >
    > - #2 **The rate comes from the sheet**: every rung of the ladder was tried; the last: red: test (failure); the router was not asked, since no price is known for its model gpt-5-mini: add it under \`prices\` in .github/fractal.yml
    >   **What to do:** How shall “The rate comes from the sheet” go on? Answer on #​2: tick a box there, or reply in your own words

    - 🔴 needs you #2 The rate comes from the sheet (S, 3 attempts, pull request #13, $0.04)
    - ⚪ queued #3 Minutes become money (S)
    - 🟡 running #4 Describe the command in the README (XS, 1 attempt)

    "
  `);
});

test("when it is ready, the pull request comes first", () => {
  const text = renderSticky(finished().tree);
  expect(text.slice(0, text.indexOf("<details>"))).toMatchInlineSnapshot(`
    "<!-- fractal:tree root=fx-zy1lbxd0 v=1 -->
    ### 🟢 Ready for review · 3 of 3 leaves done · $0.07 of $5.00 spent

    **Review and merge #20**: everything is in it and its checks are green.

    - 🟢 done #2 The rate comes from the sheet (S, 2 attempts, pull request #12, $0.02)
    - 🟢 done #3 Minutes become money (S, 1 attempt, pull request #14, $0.01)
    - 🟢 done #4 Describe the command in the README (XS, 1 attempt, pull request #17, $0.01)

    <sub>Changes requested on #20 become one more task. If you close it unmerged, you are asked here what then. Commands: comment \`/fractal help\`.</sub>

    "
  `);
});

test("merged, stopped and waiting each say how to go on", () => {
  const last = (tree: Tree) => /<sub>(.*)<\/sub>/.exec(renderSticky(tree))?.[1];
  const story = finished();
  const closed = { type: "PullRequestClosed", pullRequest: 20, by: "ada" } as const;
  const judged = { type: "PermissionChecked", login: "ada", wish: 1, allowed: true } as const;
  expect(last(tell(story, { ...closed, merged: true, mergedSha: "f".repeat(40) }).tree)).toMatch(/^All done/);
  expect(renderSticky(tell(story, { ...closed, merged: false }, judged).tree)).toContain(
    "#\u200b20 was closed unmerged: open it again?",
  );
  expect(
    last(tell(requested(), { type: "RequestSeen" }, { type: "PermissionChecked", allowed: false }).tree),
  ).toMatch(/^Nothing runs/);
  expect(last(stuck().tree)).toMatch(/^The rest goes on/);
});

test("whenever the comment would read differently, the tree says that it is due", () => {
  const texts = new Map<string, string>();
  for (const tree of [...finished().past, ...stuck().past]) {
    const text = renderSticky(tree);
    const state = stickyState(tree);
    expect(text).toBe(texts.get(state) ?? text);
    texts.set(state, text);
    expect(text.startsWith(stickyMarker(tree.root))).toBe(true);
  }
  expect(texts.size).toBeGreaterThan(10);
});

test("equal trees give equal bytes, in whatever order their rows came", () => {
  const { tree } = underWay();
  const turned: Tree = { root: tree.root, tasks: new Map([...tree.tasks].reverse()) };
  expect(renderSticky(turned)).toBe(renderSticky(tree));
});

test("a large tree folds what is done, leaves the picture out and still fits", () => {
  const story = planned();
  const rows = [...story.tree.tasks.values(), ...below(part(story, 0), 400), ...below(part(story, 1), 400)];
  const tasks = new Map(rows.map((task) => [task.id, task]));
  tasks.set(part(story, 0).id, { ...part(story, 0), status: "done" });
  tasks.set(part(story, 1).id, { ...part(story, 1), status: "split" });
  const text = renderSticky({ root: story.tree.root, tasks });
  expect(text.length).toBeLessThan(60_000);
  expect(text).not.toContain("mermaid");
  expect(text).toContain("(S, 400 of 400 done, folded, 1 attempt, $4.00)");
  expect(text).toMatch(/- … and 253 tasks more\n/);
  expect(text).toContain("| 653 more |");
});

test("many needs are cut to ten, and one whose remedy is a whole file points to its comment", () => {
  const { tree } = requested();
  const root = tree.tasks.get(tree.root) as Task;
  const trouble = Array.from({ length: 12 }, (_, index) => ({
    key: `k${index}`,
    count: 1,
    message: `disk ${index} is full`,
  }));
  const problems = [
    {
      code: "x",
      what: "a workflow is missing",
      remedy: `[create it](https://example.com/?${"x".repeat(2000)})`,
    },
  ];
  const facts = {
    ...root.facts,
    allowed: true,
    preflight: { problems, baseSha: "a", defaultBranch: "main", ci: "own" },
  };
  const text = renderSticky({
    root: tree.root,
    tasks: new Map([[root.id, { ...root, trouble, facts } as Task]]),
  });
  expect(text).toContain(
    "> - #1 a workflow is missing\n>   **What to do:** see the comment about it on its issue\n",
  );
  expect(text).toContain("> - and 3 more\n");
});

test("a tree that ended badly says what stays and how to try again", () => {
  const { tree } = planned();
  const root = tree.tasks.get(tree.root) as Task;
  const failed = new Map(tree.tasks).set(root.id, { ...root, status: "failed" });
  expect(renderSticky({ root: tree.root, tasks: failed })).toMatch(
    /<sub>This tree has ended;.* label a new issue\./,
  );
  const cancelled = new Map(tree.tasks).set(root.id, { ...root, status: "cancelled" });
  expect(renderSticky({ root: tree.root, tasks: cancelled })).toMatch(
    /<sub>This tree has ended;.* write `\/fractal retry` here\./,
  );
});

test("titles and reasons cannot leave their place", () => {
  const story = planned();
  for (const text of hostile) {
    const tasks = new Map(story.tree.tasks);
    for (const task of parts(story))
      tasks.set(task.id, { ...task, title: text, reason: text, status: "needs_human" });
    const body = renderSticky({ root: story.tree.root, tasks });
    expect(body.match(/<!--/g)).toHaveLength(1);
    expect(body.match(/<\/?details>/g)).toHaveLength(4);
    expect(body.match(/^```/gm)).toHaveLength(2);
    expect(body.match(/^ *- (🟢|🟡|🔴|⚪) /gm)).toHaveLength(3);
    expect(body.match(/^t\d|^ {2}t\d+\[".*"\]$/gm)).toHaveLength(4);
  }
});

function below(parent: Task, count: number): Task[] {
  return Array.from({ length: count }, (_, index) =>
    Task.parse({
      ...parent,
      id: `${parent.id}-${index}`,
      parent: parent.id,
      index,
      title: `Part ${index} of it, with a title as long as a title may well be in a plan`,
      status: "done",
      issue: undefined,
      attempts: [],
      planUsage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0, usd: 0.01, calls: 1 },
    }),
  );
}
