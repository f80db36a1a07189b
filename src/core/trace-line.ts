import { z } from "zod";

/** Hex of a blob's content, which is its file name. */
const Blob = z.string().regex(/^[0-9a-f]{64}$/);
const DurationMs = z.number().nonnegative();

/** A row that a decision changed: what a replay must come to as well, in some 100 bytes and 25 more for each field. */
export const ChangedRow = z.looseObject({
  id: z.string(),
  status: z.string(),
  /** Digest of the whole row. */
  row: z.string(),
  /** Digests of the fields that are others than before, those of the root's facts as `facts.<name>`; null: it is gone. */
  fields: z.record(z.string(), z.string().nullable()),
  lazy: z.boolean().optional(),
  /** The row itself, when texts are masked. */
  as: z.looseObject({ id: z.string() }).optional(),
});
export type ChangedRow = z.infer<typeof ChangedRow>;

/** What is due beside what was due at the line before: `<type> <key> <digest>`, and the keys of what is not any more. */
export const DueDelta = z.looseObject({ now: z.array(z.string()), gone: z.array(z.string()) });
export type DueDelta = z.infer<typeof DueDelta>;

/**
 * What a line of each type says. GenAI names follow OpenTelemetry's semantic conventions (`genai@2026-08`, in development), ours begin with
 * `fractal.`; further attributes are allowed and kept.
 */
export const traceAttrs = {
  event: z.looseObject({ event: z.string(), source: z.string().optional(), delivery: z.string().optional() }),
  decision: z.looseObject({
    event: z.string(),
    /** The whole event; a long text in it is `{ "$blob": <name> }`. */
    said: z.looseObject({ type: z.string() }),
    /** What `decide` and `due` were told of the time, in milliseconds since the epoch. */
    now: z.number(),
    changes: z.array(ChangedRow),
    /** On the last line of those that were decided together. */
    due: DueDelta.optional(),
    /** A credential was taken out of the root's texts: rows are given whole, and a replay follows them without comparing. */
    masked: z.boolean().optional(),
  }),
  /** The root's rows as they were read, where they are not what our own decisions made: what follows was decided on them. */
  rows: z.looseObject({
    why: z.enum(["start", "reload", "segment"]),
    /** What was known of the root before is to be forgotten. */
    whole: z.boolean(),
    tasks: z.array(z.looseObject({ id: z.string() })),
    gone: z.array(z.string()).default([]),
    /** All ids in the tree's order, where that changed. */
    order: z.array(z.string()).optional(),
    masked: z.boolean().optional(),
  }),
  effect: z.looseObject({
    effect: z.string(),
    outcome: z.enum(["done", "found", "failed"]),
    durationMs: DurationMs,
    "error.type": z.string().optional(),
  }),
  model_call: z.looseObject({
    "gen_ai.operation.name": z.enum(["chat", "plan"]),
    "gen_ai.agent.name": z.enum(["planner", "worker", "router", "fixer", "distiller"]),
    "gen_ai.request.model": z.string(),
    "gen_ai.response.model": z.string().optional(),
    "gen_ai.usage.input_tokens": z.int().nonnegative(),
    "gen_ai.usage.cache_read.input_tokens": z.int().nonnegative(),
    "gen_ai.usage.output_tokens": z.int().nonnegative(),
    "fractal.cost.usd": z.number().nonnegative(),
    /** `reply`: as the provider said; `reserve`: it said nothing, so the most it can have been; `none`: it did no work. */
    "fractal.usage.source": z.enum(["reply", "reserve", "none"]),
    durationMs: DurationMs,
    outcome: z.string(),
    "error.type": z.string().optional(),
    prompt: Blob.optional(),
    output: Blob.optional(),
  }),
  tool_call: z.looseObject({
    "gen_ai.operation.name": z.literal("execute_tool"),
    "gen_ai.tool.name": z.string(),
    verdict: z.enum(["allow", "reject", "stop"]),
    outcome: z.enum(["ok", "failed", "refused"]),
    durationMs: DurationMs,
    arguments: Blob.optional(),
    result: Blob.optional(),
    reason: z.string().optional(),
  }),
  validation: z.looseObject({
    subject: z.string(),
    verdict: z.enum(["passed", "failed", "pending", "none", "refused"]),
    sha: z.string().optional(),
    detail: z.string().optional(),
  }),
  human_message: z.looseObject({
    direction: z.enum(["in", "out"]),
    where: z.string(),
    actor: z.string().optional(),
    text: Blob.optional(),
  }),
  github_request: z.looseObject({
    method: z.string(),
    path: z.string(),
    status: z.int(),
    durationMs: DurationMs,
  }),
  store_spawn: z.looseObject({
    command: z.string(),
    exit: z.int().nullable(),
    durationMs: DurationMs,
    rows: z.int().nonnegative().optional(),
  }),
} as const;

const envelope = {
  v: z.literal(1),
  ts: z.iso.datetime(),
  /** Position in the trace over all its segments, from 1. */
  seq: z.int().positive(),
  /** The process that wrote it: the orchestrator's start, or the Actions run. */
  run: z.string(),
  root: z.string(),
  task: z.string().optional(),
  attempt: z.int().positive().optional(),
  /** The effect key that joins the line to a branch, a run, a pull request, a comment. */
  key: z.string().optional(),
};
const line = <Type extends keyof typeof traceAttrs>(type: Type) =>
  z.object({ ...envelope, type: z.literal(type), attrs: traceAttrs[type] });

/** One line of the trace (`trace.jsonl`). */
export const TraceLine = z.discriminatedUnion("type", [
  line("event"),
  line("decision"),
  line("rows"),
  line("effect"),
  line("model_call"),
  line("tool_call"),
  line("validation"),
  line("human_message"),
  line("github_request"),
  line("store_spawn"),
]);
export type TraceLine = z.infer<typeof TraceLine>;

/** A line before the writer adds its envelope. */
export type TraceEntry = TraceLine extends infer Line
  ? Line extends TraceLine
    ? Omit<Line, "v" | "ts" | "seq" | "run">
    : never
  : never;

/** Where trace lines go. Synchronous: a line is in the file, or the caller knows that it is not. */
export type TraceSink = Readonly<{
  write: (entry: TraceEntry) => void;
  /** Keeps a text beside the trace and answers with its name. */
  blob: (text: string) => string;
  /** The text as the trace keeps it, without credentials; a sink that has none keeps it as it is. */
  mask?: (text: string) => string;
  /** Grows when older lines may be dropped: from then on whatever is told must be told whole. */
  segment?: () => number;
}>;
