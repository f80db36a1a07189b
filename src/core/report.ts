import { z } from "zod";

/** What the worker hands back by `submit` (design §2). Every field is capped: it was written by a model and is read by people. */
export const Report = z.object({
  status: z.enum(["done", "blocked", "infeasible"]),
  summary: z.string().min(1).max(2000),
  filesChanged: z.array(z.string().max(500)).max(200),
  testsRun: z.array(z.object({ command: z.string().max(1000), exit: z.int() })).max(50),
  confidence: z.number().min(0).max(1),
  unresolved: z.array(z.string().max(1000)).max(20),
  assumptions: z.array(z.string().max(1000)).max(20),
  question: z
    .object({
      title: z.string().min(1).max(500),
      options: z.array(z.string().min(1).max(500)).min(2).max(4),
      recommendation: z.string().max(1000).optional(),
    })
    .optional(),
  policiesApplied: z.array(z.string().max(100)).max(50),
});
export type Report = z.infer<typeof Report>;

/** Tokens and money of an attempt; `usd` is in US dollars, `cachedInputTokens` is part of `inputTokens`. */
export const Usage = z.object({
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  cachedInputTokens: z.int().nonnegative(),
  usd: z.number().nonnegative().max(1_000_000),
  calls: z.int().nonnegative().max(100_000),
});
export type Usage = z.infer<typeof Usage>;

export const PatchFile = z.object({
  path: z.string().min(1).max(1000),
  status: z.enum(["added", "modified", "deleted"]),
  /** Size of the new content; 0 for a deleted file. */
  bytes: z.int().nonnegative(),
  addedLines: z.int().nonnegative(),
  removedLines: z.int().nonnegative(),
  /** Of the new content, hex; empty for a deleted file. */
  sha256: z.string().regex(/^([0-9a-f]{64})?$/),
  /** Git's mode of the new content; regular file when absent. */
  mode: z.enum(["100644", "100755", "120000", "160000"]).optional(),
  binary: z.boolean().optional(),
});
export type PatchFile = z.infer<typeof PatchFile>;

/** The limit that ended an attempt. */
export const Limit = z.enum(["steps", "tokens", "usd", "wall", "repeated-failure"]);
export type Limit = z.infer<typeof Limit>;

/**
 * `report.json` in the artifact of one attempt. To the orchestrator it is hostile input: parsed with this schema,
 * and its patch is checked against the files beside it.
 */
export const AttemptResult = z.object({
  v: z.literal(1),
  /** The effect key of the dispatch that caused this attempt. */
  key: z.string().min(1).max(300),
  task: z.string().min(1).max(200),
  attempt: z.int().positive(),
  model: z.string().min(1).max(200),
  outcome: z.enum(["submitted", "blocked", "limit", "format", "infra", "unsafe"]),
  limit: Limit.optional(),
  /** With outcome `infra`, when trying again cannot help: the key is refused, the model unknown, the request invalid. */
  fault: z.enum(["auth", "model-unknown", "bad-request"]).optional(),
  report: Report.optional(),
  usage: Usage,
  patch: z.object({
    /** Commit the worker started from, 40 hex digits. */
    base: z.string().regex(/^[0-9a-f]{40}$/),
    files: z.array(PatchFile).max(500),
  }),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  /** Why, in words, when the outcome is not `submitted`. */
  reason: z.string().max(2000).optional(),
});
export type AttemptResult = z.infer<typeof AttemptResult>;
