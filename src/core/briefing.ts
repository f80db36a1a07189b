import { z } from "zod";
import { ModelPrice } from "./rules.ts";
import { FailureClass, Size, TaskType } from "./task.ts";

const Path = z.string().min(1).max(400);

export const ToolName = z.enum([
  "read_file",
  "list_files",
  "search_code",
  "write_file",
  "edit_file",
  "run_tests",
  "ask_human",
  "submit",
]);
export type ToolName = z.infer<typeof ToolName>;

/** Bytes a briefing may have as JSON. */
export const briefingBytesMax = 60_000;
/**
 * Bytes it may have as the text inside the JSON of the dispatch, where its quotes and backslashes count twice: GitHub takes 65,535
 * characters of inputs together, and the others (task, attempt, commit, key) need less than a thousand.
 */
export const dispatchedBytesMax = 64_000;

/** Everything one attempt is told. It travels as the dispatch input `briefing`, as JSON. */
export const Briefing = z.object({
  v: z.literal(1),
  /** The effect key of the dispatch. */
  key: z.string().min(1).max(300),
  root: z.string().max(200),
  task: z.object({
    id: z.string().min(1).max(200),
    title: z.string().max(300),
    objective: z.string().max(8000),
    size: Size,
    type: TaskType,
  }),
  attempt: z.object({ n: z.int().positive(), max: z.int().positive(), model: z.string().min(1).max(200) }),
  acceptance: z.string().max(2000),
  /** The command that must exit 0; `run_tests` runs it. */
  verify: z.string().max(1000).nullable(),
  /** Further commands that `run_tests` may be asked for, word for word. */
  commands: z.array(z.string().max(1000)).max(10).default([]),
  scope: z.object({
    owned: z.array(Path).max(60),
    protected: z.array(Path).max(60),
    /** What a person allowed once for this task. */
    allowances: z.array(Path).max(20).default([]),
    filesMax: z.int().positive(),
    changedLinesMax: z.int().positive(),
    bytesMax: z.int().positive(),
  }),
  context: z.object({
    /** The root's spec, or the part of it that matters. */
    spec: z.string().nullable(),
    files: z.array(z.object({ path: Path, excerpt: z.string() })).max(60),
    siblings: z
      .array(
        z.object({ title: z.string().max(300), summary: z.string().max(2000), files: z.array(Path).max(50) }),
      )
      .max(60),
  }),
  policies: z.array(z.object({ id: z.string().max(100), text: z.string().max(1000) })).max(20),
  /** Answers of people, and of rules that they accepted, word for word, oldest first. */
  guidance: z.array(z.string().max(8000)).max(10),
  /** What the fixer says, oldest first: a model's words, which nobody confirmed. */
  advice: z.array(z.string().max(8000)).max(10).optional(),
  lastFailure: z
    .object({ class: FailureClass, digest: z.string(), patchSummary: z.string().max(4000) })
    .nullable(),
  limits: z.object({
    steps: z.int().positive().max(1000),
    inputTokens: z.int().positive(),
    outputTokens: z.int().positive(),
    /** Of one reply. */
    replyTokens: z.int().positive(),
    usd: z.number().positive(),
    wallMs: z.int().positive(),
    testMs: z.int().positive(),
    testOutputBytes: z.int().positive(),
  }),
  tools: z.array(ToolName).min(1),
  provider: z.object({ baseUrl: z.url().nullable(), price: ModelPrice }),
});
export type Briefing = z.infer<typeof Briefing>;
