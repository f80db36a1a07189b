import { expect, test } from "vitest";
import { doneByAnother } from "#src/core/mirror-state.ts";
import type { Task } from "#src/core/tree.ts";
import { rootFacts, taskRow } from "./task-row.ts";

const queued = "|open|0";
const cancelled = "fractal: cancelled|cancelled|0";
const done = "fractal: done|done|0";
const closedBy = { login: "alice", as: "completed" } as const;

test.each<[string, Partial<Task>, "open" | "closed", "closed" | "reopened" | undefined]>([
  ["left open and open", { mirrored: queued }, "open", undefined],
  ["left open and closed", { mirrored: queued }, "closed", "closed"],
  ["never shown, and closed", {}, "closed", undefined],
  ["to be put back, and opened", { status: "done", closedBy }, "open", undefined],
  ["left open, closed by us as it is done", { mirrored: queued, status: "done" }, "closed", undefined],
  [
    "closed by a person we heard of",
    { mirrored: queued, status: "validating", closedBy },
    "closed",
    undefined,
  ],
  ["that closing taken back", { mirrored: queued, status: "validating", closedBy }, "open", "reopened"],
  ["done by hand, and opened again", { mirrored: done, status: "done", closedBy }, "open", "reopened"],
  ["cancelled and closed", { mirrored: cancelled, status: "cancelled" }, "closed", undefined],
  ["cancelled and opened again", { mirrored: cancelled, status: "cancelled" }, "open", "reopened"],
  ["cancelled, still to be shown", { mirrored: queued, status: "cancelled" }, "open", undefined],
  ["to be done again, still to be shown", { mirrored: cancelled, status: "queued" }, "open", undefined],
  ["done by us and opened by a person", { mirrored: done, status: "done" }, "open", "reopened"],
  ["done, still to be shown", { mirrored: queued, status: "done" }, "open", undefined],
])("an issue %s", (_what, about, state, said) => {
  expect(doneByAnother(taskRow("leaf", about), state)).toBe(said);
});

test("the root's issue is compared with what the tree knows of it", () => {
  const root = (closed: ("issue" | "pull-request")[]) => taskRow("root", { facts: rootFacts({ closed }) });
  expect(doneByAnother(root([]), "open")).toBeUndefined();
  expect(doneByAnother(root(["pull-request"]), "closed")).toBe("closed");
  expect(doneByAnother(root(["issue"]), "closed")).toBeUndefined();
  expect(doneByAnother(root(["issue"]), "open")).toBe("reopened");
});
