import type { z } from "zod";
import type { Status } from "#src/core/task.ts";
import { Task } from "#src/core/tree.ts";
import type { Bead, NewBead } from "./bead.ts";

/** Our own facts of a task, flat under `fx_*`: what Beads has a column for is not repeated here. */
const columns = ["id", "title", "objective", "acceptance", "parent", "needs"] as const;
type Column = (typeof columns)[number];
const Facts = Task.omit(Object.fromEntries(columns.map((name) => [name, true])) as Record<Column, true>);

/** The row of a task that Beads does not have yet. */
export function newBeadOf(task: Task): NewBead {
  const links = [
    ...(task.parent === null ? [] : [{ depends_on_id: task.parent, type: "parent-child" }]),
    ...task.needs.map((need) => ({ depends_on_id: need, type: "blocks" })),
  ];
  const status = beadStatus(task.status);
  return {
    ...columnsOf(task),
    id: task.id,
    status: status === "closed" ? "open" : status,
    issue_type: task.status === "split" || task.parent === null ? "epic" : "task",
    metadata: metadataOf(task),
    dependencies: links,
  };
}

/** A known row as it shall be now; whatever else a person keeps in it travels along. */
export function changedBead(bead: Bead, task: Task, now: number): Bead {
  const status = beadStatus(task.status);
  const { closed_at: _closedAt, close_reason: _closeReason, ...rest } = bead;
  const foreign = Object.fromEntries(Object.entries(bead.metadata).filter(([key]) => !key.startsWith("fx_")));
  return {
    ...rest,
    ...columnsOf(task),
    status,
    issue_type: task.status === "split" || task.parent === null ? "epic" : bead.issue_type,
    metadata: { ...foreign, ...metadataOf(task) },
    ...(status === "closed" && {
      closed_at: bead.closed_at ?? new Date(now).toISOString(),
      close_reason: task.reason ?? task.status,
    }),
  };
}

/** Undefined when the row is none of ours: people may keep their own issues beside the tree. */
export function taskOf(bead: Bead): Task | undefined {
  if (!("fx_root" in bead.metadata)) return undefined;
  const facts = Facts.parse(
    Object.fromEntries(Object.keys(Facts.shape).map((name) => [name, bead.metadata[`fx_${snake(name)}`]])),
  );
  const link = (type: string) =>
    bead.dependencies
      .filter((each) => each.type === type && each.issue_id === bead.id)
      .map((each) => each.depends_on_id);
  return {
    ...facts,
    id: bead.id,
    title: bead.title,
    objective: bead.description ?? "",
    acceptance: bead.acceptance_criteria ?? "",
    parent: link("parent-child")[0] ?? null,
    needs: link("blocks"),
    status: statusOf(bead, facts.status),
  };
}

function columnsOf(task: Task): Pick<Bead, "title"> & Partial<Bead> {
  return {
    title: firstBytes(task.title, 500),
    description: task.objective,
    acceptance_criteria: task.acceptance,
    ...(task.issue && { external_ref: `gh-${task.issue.number}` }),
  };
}

function metadataOf(task: Task): Record<string, z.core.util.JSONType> {
  const facts = Facts.parse(task);
  const entries = Object.entries(facts).filter(([, value]) => value !== undefined);
  return JSON.parse(
    JSON.stringify(Object.fromEntries(entries.map(([name, value]) => [`fx_${snake(name)}`, value]))),
  );
}

/** Design §4: only `closed` releases dependents, so only done and cancelled are closed. */
function beadStatus(status: Status): "open" | "in_progress" | "blocked" | "closed" {
  if (status === "done" || status === "cancelled") return "closed";
  if (["blocked", "escalated", "needs_human", "failed"].includes(status)) return "blocked";
  return status === "queued" || status === "ready" ? "open" : "in_progress";
}

/** A person's edit with `bd` has its natural effect: closed is done, opened again is queued. */
function statusOf(bead: Bead, status: Status): Status {
  if (bead.status === beadStatus(status)) return status;
  if (bead.status === "closed") return "done";
  return bead.status === "open" ? "queued" : status;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function firstBytes(text: string, bytes: number): string {
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, bytes)).replace(/\uFFFD$/, "");
}
