import { z } from "zod";

/** Hex of a blob's content, which is its file name. */
const Blob = z.string().regex(/^[0-9a-f]{64}$/);
const DurationMs = z.number().nonnegative();

/**
 * What a line of each type says. GenAI names follow OpenTelemetry's semantic conventions (`genai@2026-08`, in development), ours begin with
 * `fractal.`; further attributes are allowed and kept.
 */
export const traceAttrs = {
  event: z.looseObject({ event: z.string(), source: z.string().optional(), delivery: z.string().optional() }),
  decision: z.looseObject({
    event: z.string(),
    changes: z.array(z.unknown()),
  }),
  effect: z.looseObject({
    effect: z.string(),
    outcome: z.enum(["done", "found", "failed"]),
    durationMs: DurationMs,
    "error.type": z.string().optional(),
  }),
  model_call: z.looseObject({
    "gen_ai.operation.name": z.enum(["chat", "plan"]),
    "gen_ai.agent.name": z.enum(["planner", "worker", "router", "fixer"]),
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
  /** Position in its file, from 1. */
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
}>;
