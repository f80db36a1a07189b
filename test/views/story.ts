import { apply } from "#src/core/change.ts";
import { decide } from "#src/core/decide.ts";
import { due } from "#src/core/due.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { rootTaskId } from "#src/core/task-id.ts";
import { childrenOf, type Task, type Tree } from "#src/core/tree.ts";
import { answer, type Script } from "./answers.ts";

/** Told with real events through the real `decide`, so that the pages show what people will see. */
export type Story = {
  tree: Tree;
  now: number;
  /** The tree after every event, so that a test can look at each moment. */
  past: readonly Tree[];
};

/** The label was set, and nothing has happened since. */
export function requested(): Story {
  const now = Date.UTC(2026, 0, 5, 9);
  return tell(
    { tree: { root: rootTaskId("ada/timesheet", 1), tasks: new Map() }, now, past: [] },
    {
      type: "RootRequested",
      owner: "ada",
      repo: "timesheet",
      issue: { number: 1, id: 1001, nodeId: "I_1" },
      title: "Invoices from the time sheet",
      body: "At the end of each month I add up the sheet by hand.",
      by: "ada",
      at: now,
    },
  );
}

/** Planned: two parts, the second needs the first, a third stands alone. Everything is mirrored, no job has started. */
export function planned(): Story {
  return play(requested(), { hold: [0, 1, 2] });
}

/** The first part went red once and was green at its second attempt; the others run. */
export function underWay(): Story {
  return play(requested(), { hold: [1, 2], red: (part, n) => part === 0 && n === 1 });
}

/** All parts merged, and the root pull request green. */
export function finished(): Story {
  return play(requested(), { red: (part, n) => part === 0 && n === 1 });
}

/** The ladder's last rung failed too. */
export function stuck(): Story {
  return play(requested(), { hold: [2], red: (part) => part === 0 });
}

/** Goes on until nothing is due that the script answers. What people are told stays due, for the tests to look at. */
export function play(story: Story, script: Script): Story {
  let told = story;
  for (let step = 0; step < 300; step += 1) {
    const events = due(told.tree, { now: told.now }).map((effect) => answer(told, effect, script));
    const next = events.find((each) => each.length > 0);
    if (next === undefined) return told;
    told = tell(told, ...next);
  }
  throw new Error("the story does not come to rest");
}

export function tell(story: Story, ...events: TreeEvent[]): Story {
  return events.reduce(({ tree, now, past }, event) => {
    const next = apply(tree, decide(tree, event, { now }));
    return { tree: next, now, past: [...past, next] };
  }, story);
}

export function parts({ tree }: Pick<Story, "tree">): Task[] {
  return childrenOf(tree, tree.root);
}

export function part(story: Pick<Story, "tree">, index: number): Task {
  const task = parts(story)[index];
  if (task === undefined) throw new Error(`no part ${index}`);
  return task;
}
