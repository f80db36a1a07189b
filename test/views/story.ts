import { apply } from "#src/core/change.ts";
import { decide } from "#src/core/decide.ts";
import type { TreeEvent } from "#src/core/event.ts";
import type { ProposedChild } from "#src/core/plan.ts";
import { Config } from "#src/core/rules.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import { childrenOf, type Task, type Tree } from "#src/core/tree.ts";

/** Told with real events through the real `decide`, so that the pages show what people will see. */
export type Story = { tree: Tree; now: number; past: readonly Tree[] };

export const root = rootTaskId("ada/timesheet", 1);
const usage = { inputTokens: 21_400, outputTokens: 1_830, cachedInputTokens: 0, usd: 0.0123, calls: 4 };
const sha = (digit: string) => digit.repeat(40);

/** The label was set, and nothing has happened since. */
export function requested(): Story {
  const issue = { number: 1, id: 1001, nodeId: "I_1" };
  const story = { tree: { root, tasks: new Map() }, now: Date.UTC(2026, 0, 5, 9), past: [] };
  return tell(story, {
    type: "RootRequested",
    owner: "ada",
    repo: "timesheet",
    issue,
    title: "Invoices from the time sheet",
    body: "At the end of each month I add up the sheet by hand.",
    by: "ada",
    at: story.now,
  });
}

/** Planned: two parts, the second needs the first, a third stands alone. Everything is mirrored. */
export function planned(): Story {
  const config = Config.parse({
    models: { planner: "planner-1", worker: ["small", "small", "strong"] },
    limits: { settleSecondsMin: 0 },
  });
  const price = { inputPerMTok: 0.5, outputPerMTok: 2 };
  const story = tell(
    requested(),
    { type: "RequestSeen" },
    { type: "PermissionChecked", allowed: true },
    {
      type: "PreflightDone",
      problems: [],
      baseSha: sha("a"),
      defaultBranch: "main",
      ci: "own",
      config,
      prices: { "planner-1": price, small: price, strong: price },
    },
    { type: "EpicEnsured", sha: sha("a") },
    {
      type: "PlannerReplied",
      task: root,
      ask: 1,
      proposal: {
        type: "feature",
        size: "M",
        tags: [],
        risk: "low",
        decision: "split",
        acceptance: "The example in the spec prints as shown.",
        verify: null,
        files: [],
        questions: [],
        children: [
          child("The rate comes from the sheet", { files: ["src/entries.js", "test/entries.test.js"] }),
          child("Minutes become money", { files: ["src/amounts.js"], dependsOn: [0] }),
          child("Describe the command in the README", { files: ["README.md"], type: "docs", size: "XS" }),
        ],
      },
      usage: { ...usage, usd: 0.02 },
    },
  );
  return tell(
    story,
    ...parts(story).map((task, index): TreeEvent => ({
      type: "IssueMirrored",
      task: task.id,
      issue: { number: 2 + index, id: 1002 + index, nodeId: `I_${2 + index}` },
      state: "born",
    })),
  );
}

/** The first part went red once and is green at its second attempt; the others wait or run. */
export function underWay(): Story {
  let story = planned();
  story = attempted(story, { part: 0, n: 1, green: false });
  return attempted(story, { part: 0, n: 2, green: true });
}

/** All parts merged, and the root pull request green. */
export function finished(): Story {
  let story = underWay();
  story = attempted(story, { part: 1, n: 1, green: true });
  story = attempted(story, { part: 2, n: 1, green: true });
  return tell(
    story,
    { type: "DefaultMerged", outcome: "nothing", sha: sha("e") },
    { type: "RootPullRequestOpened", pullRequest: 20, headSha: sha("e"), at: story.now },
    read({ task: root, about: "root", n: 1, sha: sha("e"), green: true, at: story.now }),
  );
}

/** The ladder's last rung failed too. */
export function stuck(): Story {
  let story = planned();
  for (const n of [1, 2, 3]) story = attempted(story, { part: 0, n, green: false });
  return story;
}

export function parts({ tree }: Story): Task[] {
  return childrenOf(tree, tree.root);
}

export function part(story: Story, index: number): Task {
  const task = parts(story)[index];
  if (task === undefined) throw new Error(`no part ${index}`);
  return task;
}

/** `past` keeps the tree after every event, so that a test can look at each moment. */
export function tell(story: Story, ...events: TreeEvent[]): Story {
  return events.reduce(({ tree, now, past }, event) => {
    const next = apply(tree, decide(tree, event, { now }));
    return { tree: next, now, past: [...past, next] };
  }, story);
}

export function attempted(
  story: Story,
  { part: index, n, green, summary }: { part: number; n: number; green: boolean; summary?: string },
): Story {
  const task = part(story, index);
  const about = { task: task.id, attempt: n };
  const head = sha(String(index * 3 + n));
  const at = story.now;
  const reported = tell(
    story,
    { type: "AttemptDispatched", ...about, runId: 500 + index * 10 + n, baseSha: sha("a") },
    { type: "RunEnded", runId: 500 + index * 10 + n, conclusion: "success" },
    {
      type: "AttemptReported",
      ...about,
      result: {
        v: 1,
        key: `${task.id}/${n}`,
        task: task.id,
        attempt: n,
        model: "small",
        outcome: "submitted",
        report: {
          status: "done",
          summary:
            summary ?? "Reads the column `rate` and carries it in cents.\n\nOld sheets read as before.",
          filesChanged: task.files,
          testsRun: [{ command: "npm test", exit: 0 }],
          confidence: 0.9,
          unresolved: [],
          assumptions: index === 0 ? ["A negative rate is an error."] : [],
          policiesApplied: [],
        },
        usage,
        patch: { base: sha("a"), files: [] },
        startedAt: "2026-01-05T09:00:00.000Z",
        endedAt: "2026-01-05T09:01:00.000Z",
      },
      violations: [],
      usage,
    },
    { type: "PatchPublished", ...about, branch: `fractal/1/${task.id}-${n}`, headSha: head },
    { type: "PullRequestOpened", ...about, pullRequest: 10 + index * 3 + n, at },
    read({ task: task.id, about: "attempt", n, sha: head, green, at }),
  );
  return green ? tell(reported, { type: "PullRequestMerged", ...about, sha: head }) : reported;
}

function read({
  green,
  ...of
}: {
  task: string;
  about: "attempt" | "root";
  n: number;
  sha: string;
  green: boolean;
  at: number;
}): TreeEvent {
  const conclusion = green ? "success" : "failure";
  return {
    type: "ChecksRead",
    ...of,
    state: green ? "passed" : "failed",
    checks: [{ name: "test", conclusion }],
    ...(green
      ? {}
      : { digest: `not ok ${of.n} - a rate of 85 is 8500 cents\n  expected: 8500\n  actual: 85` }),
    ...(green ? {} : { signature: `rate-${of.n}` }),
  };
}

function child(title: string, rest: Partial<ProposedChild>): ProposedChild {
  return {
    title,
    objective: `${title}, as the spec says.`,
    type: "feature",
    size: "S",
    risk: "low",
    acceptance: "Its tests pass.",
    verify: "npm test",
    files: [],
    dependsOn: [],
    ...rest,
  };
}
