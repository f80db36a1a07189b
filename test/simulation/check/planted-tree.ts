import { apply } from "#src/core/change.ts";
import { attemptKey } from "#src/core/attempt.ts";
import type { Tree } from "#src/core/tree.ts";
import { Task } from "#src/core/tree.ts";

/** A root that is split into two leaves, the second of which needs the first; nothing is wrong with it. */
export function soundTree(): Tree {
  const root = row("root", {
    parent: null,
    size: "XL",
    status: "split",
    facts: {
      owner: "ada",
      repo: "garden",
      issue: 1,
      requestedBy: "ada",
      requestedAt: 1,
      spec: "s",
      allowed: true,
    },
  });
  const first = row("one", { status: "running", attempts: [attempt("one", 1)] });
  const second = row("two", { index: 1, needs: ["one"] });
  return { root: "root", tasks: new Map([root, first, second].map((task) => [task.id, task])) };
}

/** The tree with one of its tasks, or a new one, as it is said here. */
export function planted(tree: Tree, id: string, about: object): Tree {
  const task = Task.parse({ ...(tree.tasks.get(id) ?? row(id, {})), ...about });
  return apply(tree, [{ task, lazy: false }]);
}

export function attempt(task: string, n: number, about: object = {}): object {
  const branch = attemptKey(task, n);
  return { n, rung: 0, model: "small", startedAt: 1, reservedUsd: 0.5, branch, ...about };
}

function row(id: string, about: object): Task {
  return Task.parse({
    id,
    root: "root",
    parent: "root",
    index: 0,
    title: `Build ${id}`,
    objective: "o",
    type: "feature",
    size: "S",
    risk: "low",
    acceptance: "a",
    verify: "v",
    files: [`src/${id}.txt`],
    needs: [],
    origin: "plan",
    status: "queued",
    ...about,
  });
}
