import { z } from "zod";

/** Beads keeps whole seconds; anything finer would not come back as it was written. */
const Instant = z.iso.datetime({ offset: true }).transform(wholeSeconds);

/** As `z.record(z.string(), z.json())` has it, without a copy of everything: half of all the work on a row otherwise. */
const Metadata = z.custom<Readonly<Record<string, Json>>>(
  (value) => isRecord(value) && isJson(value),
  "JSON is expected",
);
type Json = z.core.util.JSONType;

function isJson(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return isRecord(value) && Object.values(value).every(isJson);
}

function isRecord(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const proto: unknown = Object.getPrototypeOf(value);
  return proto === null || proto === Object.prototype;
}

/** Full ids only: Beads resolves partial ones, and an empty one as "the last issue touched". */
export const BeadId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*-[a-z0-9.]+$/, "a full Beads id such as fx-1a2b3c4d");

const Title = z
  .string()
  .min(1, "a title is required")
  .refine((text) => Buffer.byteLength(text) <= 500, "a title has at most 500 bytes");

/** `issue_id` waits for `depends_on_id` (`blocks`) or is its child (`parent-child`). */
export const Dependency = z.looseObject({
  issue_id: z.string(),
  depends_on_id: z.string(),
  type: z.string(),
  created_at: Instant,
  created_by: z.string().optional(),
});
export type Dependency = z.infer<typeof Dependency>;

/**
 * One issue as Beads says it in `bd export` (1.3.0, internal/types/types.go), only the fields used.
 * Whatever else a row carries is a person's and travels with it.
 */
export const Bead = z.looseObject({
  id: z.string().min(1),
  title: z.string(),
  description: z.string().optional(),
  design: z.string().optional(),
  acceptance_criteria: z.string().optional(),
  notes: z.string().optional(),
  /** open, in_progress, blocked, closed; a person may use deferred, pinned, hooked or statuses of their own. */
  status: z.string().default("open"),
  /** 0 (highest) to 4. */
  priority: z.int().default(2),
  issue_type: z.string().default("task"),
  close_reason: z.string().optional(),
  external_ref: z.string().optional(),
  metadata: Metadata.default({}),
  labels: z.array(z.string()).default([]),
  dependencies: z.array(Dependency).default([]),
  created_at: Instant,
  created_by: z.string().optional(),
  /** The row's version: a write names the one it was made from. */
  updated_at: Instant,
  started_at: Instant.optional(),
  closed_at: Instant.optional(),
});
export type Bead = z.infer<typeof Bead>;

/** What a create may say of a row; the store stamps times and author. */
export const NewBead = z.strictObject({
  id: BeadId,
  title: Title,
  description: z.string().optional(),
  design: z.string().optional(),
  acceptance_criteria: z.string().optional(),
  notes: z.string().optional(),
  status: z.enum(["open", "in_progress", "blocked", "closed"]).default("open"),
  close_reason: z.string().optional(),
  priority: z.int().min(0).max(4).default(2),
  issue_type: z.string().default("task"),
  external_ref: z.string().optional(),
  metadata: Metadata.default({}),
  /** At most one `parent-child` edge; targets are rows of the store or of the same create. */
  dependencies: z.array(z.object({ depends_on_id: BeadId, type: z.string() })).default([]),
});
export type NewBead = z.input<typeof NewBead>;

/** A row that is about to be written, held to what Beads accepts, so that one bad row cannot fail a group. */
export const WritableBead = Bead.extend({ id: BeadId, title: Title, priority: z.int().min(0).max(4) });

const printed = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** The instant as Beads prints it: UTC, whole seconds. */
export function wholeSeconds(instant: string | number): string {
  // Most rows come as they were written.
  if (typeof instant === "string" && printed.test(instant)) return instant;
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
