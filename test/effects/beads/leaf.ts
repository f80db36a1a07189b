import { Task } from "#src/core/tree.ts";
import { Bead } from "#src/effects/beads/bead.ts";
import { changedBead, newBeadOf } from "#src/effects/beads/row.ts";

export const oak = "fx-oak00001";
export const now = Date.UTC(2026, 0, 5);

/** A root with its facts, already split. */
export function root(id: string, more: Partial<Task> = {}): Task {
  const facts = { owner: "ada", repo: "timesheet", issue: 1, requestedBy: "ada", requestedAt: 1, spec: "S" };
  return Task.parse({ ...leaf(id), root: id, parent: null, title: "Root", status: "split", facts, ...more });
}

/** A leaf of the oak that may start. */
export function leaf(id: string, more: Partial<Task> = {}): Task {
  const fixed = {
    type: "feature",
    size: "S",
    risk: "low",
    verify: null,
    files: ["src/a.js"],
    origin: "plan",
  };
  const words = { title: "Leaf", objective: "Do it", acceptance: "It is done" };
  return Task.parse({
    ...fixed,
    ...words,
    id,
    root: oak,
    parent: oak,
    index: 0,
    needs: [],
    status: "ready",
    ...more,
  });
}

export function attempt(): Task["attempts"][number] {
  return { n: 1, rung: 0, model: "small", startedAt: now, reservedUsd: 0.1 };
}

/** The row as a store would keep it. */
export function rowOf(task: Task): Bead {
  const at = "2026-01-01T00:00:00Z";
  const { dependencies = [], ...made } = newBeadOf({ ...task, status: "ready" });
  const edges = dependencies.map((each) => ({ issue_id: task.id, ...each, created_at: at }));
  return changedBead(Bead.parse({ ...made, created_at: at, updated_at: at, dependencies: edges }), task, now);
}
