import { RootFacts, Task, type Tree } from "#src/core/tree.ts";
import { configOf } from "./config-of.ts";

/** A row as Beads could hold it, whatever a person did to it there. */
export function taskRow(id: string, about: Partial<Task> = {}): Task {
  return Task.parse({
    id,
    root: "root",
    parent: id === "root" ? null : "root",
    index: 0,
    title: `Title of ${id}`,
    objective: "do it",
    type: "feature",
    size: "S",
    risk: "low",
    acceptance: "it works",
    verify: null,
    files: [],
    needs: [],
    origin: "plan",
    status: "queued",
    ...(id === "root" && { facts: rootFacts() }),
    ...about,
  });
}

/** Of a root whose work is under way. */
export function rootFacts(about: Partial<RootFacts> = {}): RootFacts {
  return RootFacts.parse({
    owner: "o",
    repo: "r",
    issue: 1,
    requestedBy: "alice",
    requestedAt: 1,
    spec: "It parses.",
    seen: true,
    allowed: true,
    epicSha: "base",
    config: configOf(),
    ...about,
  });
}

export function treeOf(...tasks: Task[]): Tree {
  return { root: "root", tasks: new Map(tasks.map((task) => [task.id, task])) };
}
