import type { z } from "zod";
import { Attempt, isOpen } from "#src/core/attempt.ts";
import type { Status } from "#src/core/task.ts";
import { RootFacts, Task } from "#src/core/tree.ts";
import type { Bead, NewBead } from "./bead.ts";
import { TaskStoreError } from "./task-store-error.ts";

/** Our own facts of a task, flat under `fx_*`: what Beads has a column for is not repeated here. */
const columns = ["id", "title", "objective", "acceptance", "parent", "needs"] as const;
type Column = (typeof columns)[number];
const Facts = Task.omit(Object.fromEntries(columns.map((name) => [name, true])) as Record<Column, true>);
type Facts = z.infer<typeof Facts>;
type FactName = keyof typeof Facts.shape;
const names = Object.keys(Facts.shape) as FactName[];
type Json = z.core.util.JSONType;
type Metadata = Record<string, Json>;

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
    status,
    ...(status === "closed" && { close_reason: task.reason ?? task.status }),
    issue_type: isEpic(task) ? "epic" : "task",
    metadata: metadataOf(task),
    dependencies: links,
  };
}

/** A known row as it shall be now; whatever else a person keeps in it travels along. */
export function changedBead(bead: Bead, task: Task, now: number): Bead {
  const status = statusOf(bead, task);
  const { closed_at: closedAt, close_reason: closeReason, ...rest } = bead;
  const foreign = Object.fromEntries(Object.entries(bead.metadata).filter(([key]) => !isOurs(key)));
  const wasClosed = bead.status === "closed";
  return {
    ...rest,
    ...columnsOf(task),
    status,
    issue_type: isEpic(task) ? "epic" : bead.issue_type,
    metadata: { ...foreign, ...metadataOf(task) },
    ...(status === "closed" && {
      closed_at: closedAt ?? new Date(now).toISOString(),
      close_reason: (wasClosed ? closeReason : undefined) ?? task.reason ?? task.status,
    }),
  };
}

/**
 * A row that a person set aside stays set aside while its attempt is under way and when that has ended: then they are
 * asked, see `edited`. What is done is closed all the same.
 */
function statusOf(bead: Bead, task: Task): string {
  const ours = beadStatus(task.status);
  if (ours === "closed" || ["open", "in_progress", "closed"].includes(bead.status)) return ours;
  const before = factsOf(bead);
  if (bead.status === beadStatus(before.status)) return ours;
  return ours === "blocked" || before.attempts.some((attempt) => isOpen(attempt)) ? bead.status : ours;
}

/**
 * Undefined when the row is none of ours: people may keep their own issues beside the tree.
 * @throws TaskStoreError `person`, naming the row and its field, when a row of ours says what no task can be
 */
export function taskOf(bead: Bead): Task | undefined {
  if (!Object.keys(bead.metadata).some(isOurs)) return undefined;
  const facts = factsOf(bead);
  const link = (type: string) =>
    bead.dependencies
      .filter((each) => each.type === type && each.issue_id === bead.id)
      .map((each) => each.depends_on_id);
  return edited(bead, {
    ...facts,
    id: bead.id,
    title: bead.title,
    objective: bead.description ?? "",
    acceptance: bead.acceptance_criteria ?? "",
    parent: link("parent-child")[0] ?? null,
    needs: link("blocks"),
  });
}

/** Design §4: only `closed` releases dependents, so only done and cancelled are closed. */
export function beadStatus(status: Status): "open" | "in_progress" | "blocked" | "closed" {
  if (status === "done" || status === "cancelled") return "closed";
  if (["blocked", "escalated", "needs_human", "failed"].includes(status)) return "blocked";
  return status === "queued" || status === "ready" ? "open" : "in_progress";
}

/**
 * A person's edit with `bd` has its natural effect: closed is done, opened again is queued, set aside (blocked,
 * deferred, or a status of their own) waits for them. What is under way or over is not set aside or taken up by it.
 */
function edited(bead: Bead, task: Task): Task {
  if (bead.status === beadStatus(task.status)) return task;
  const isOver = beadStatus(task.status) === "closed";
  if (bead.status === "closed")
    return { ...task, status: "done", reason: bead.close_reason || "closed with bd" };
  if (task.attempts.some((attempt) => isOpen(attempt)) && !isOver) return task;
  if (bead.status === "open" || (bead.status === "in_progress" && isOver)) {
    const { closedBy: _by, check: _check, ...rest } = task;
    return { ...rest, status: "queued", reason: "opened again with bd", trouble: [] };
  }
  if (bead.status === "in_progress" || beadStatus(task.status) === "blocked") return task;
  const reason = `set to "${bead.status}" with bd; to go on: bd update ${bead.id} --status open`;
  return { ...task, status: "needs_human", reason };
}

/** A row is never changed in place: what it says is worked out once. */
const known = new WeakMap<Bead, Facts>();

function factsOf(bead: Bead): Facts {
  const facts = known.get(bead) ?? readFacts(bead);
  known.set(bead, facts);
  return facts;
}

function readFacts(bead: Bead): Facts {
  const parsed = Facts.safeParse(Object.fromEntries(names.map((name) => [name, bead.metadata[keyOf(name)]])));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path: [name, ...inner], message }) =>
    [keyOf(String(name)), ...inner].join(".").concat(`: ${message}`),
  );
  throw new TaskStoreError(
    "person",
    `the row ${bead.id} (“${bead.title}”) is not as Fractal wrote it: ${faults.join("; ")}; look at it with: bd show ${bead.id} --json, then put it right with: bd update ${bead.id} --set-metadata <key>=<value>`,
  );
}

function columnsOf(task: Task): Pick<Bead, "title"> & Partial<Bead> {
  return {
    title: firstBytes(task.title, 500),
    description: task.objective,
    acceptance_criteria: task.acceptance,
    ...(task.issue && { external_ref: `gh-${task.issue.number}` }),
  };
}

function metadataOf(task: Task): Metadata {
  const entries = names.flatMap((name) => {
    const value = jsonOf(task, name);
    return value === undefined ? [] : [[keyOf(name), value] as const];
  });
  return Object.fromEntries(entries);
}

/** Of the two that grow, only what is new in them is looked at again. */
function jsonOf(task: Task, name: FactName): Json | undefined {
  const value = task[name];
  const refuse = refusing(task, keyOf(name));
  if (name === "facts" && isObject(value)) return factsJson(value, refuse);
  if (name === "attempts" && Array.isArray(value))
    return value.map((each) => partJson(Attempt, each, refuse) ?? null);
  return partJson(Facts.shape[name], value, refuse);
}

type Refuse = (error: z.ZodError, ...at: string[]) => never;

/** What our own schema refuses is a bug of whoever made the task: they are told the row and the field. */
function refusing({ id, title }: Task, key: string): Refuse {
  return ({ issues }, ...at) => {
    const faults = issues.map(({ path, message }) => [key, ...at, ...path].join(".").concat(`: ${message}`));
    throw new TaskStoreError("caller", `the row ${id} (“${title}”) cannot be written: ${faults.join("; ")}`);
  };
}

function isEpic(task: Task): boolean {
  return task.status === "split" || task.parent === null;
}

function isOurs(key: string): boolean {
  return key.startsWith("fx_");
}

const keys = new Map(
  names.map((name) => [name, `fx_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`]),
);

function keyOf(name: string): string {
  return keys.get(name as FactName) ?? `fx_${name}`;
}

function factsJson(facts: object, refuse: Refuse): Json {
  const fields = Object.entries(RootFacts.shape).flatMap(([name, schema]) => {
    const value = (facts as Readonly<Record<string, unknown>>)[name];
    const json = partJson(schema, value, (error) => refuse(error, name));
    return json === undefined ? [] : [[name, json] as const];
  });
  return Object.fromEntries(fields);
}

/** What a change left alone is the same object, and was held to its schema when it was made. */
const written = new WeakMap<object, Json>();

function partJson(schema: z.ZodType, value: unknown, refuse: Refuse): Json | undefined {
  const known = isObject(value) ? written.get(value) : undefined;
  if (known !== undefined) return known;
  const parsed = schema.safeParse(value);
  if (!parsed.success) return refuse(parsed.error);
  const { data } = parsed;
  const json = data === undefined ? undefined : (JSON.parse(JSON.stringify(data)) as Json);
  if (isObject(value) && json !== undefined) written.set(value, json);
  return json;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Beads has a limit in bytes; a character that it would cut in half is left out. */
function firstBytes(text: string, max: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= max) return text;
  let end = max;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}
