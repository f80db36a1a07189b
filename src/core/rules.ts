import { z } from "zod";

/** US dollars for a million tokens. */
export const ModelPrice = z.strictObject({
  inputPerMTok: z.number().nonnegative(),
  outputPerMTok: z.number().nonnegative(),
  cachedInputPerMTok: z.number().nonnegative().optional(),
});
export type ModelPrice = z.infer<typeof ModelPrice>;

const Models = z.strictObject({
  planner: z.string().min(1).default("gpt-5-mini"),
  /** The ladder of a leaf: one model per attempt, weakest first. */
  worker: z.array(z.string().min(1)).min(1).max(6).default(["gpt-5-mini", "gpt-5-mini", "gpt-5"]),
  router: z.string().min(1).default("gpt-5-mini"),
  fixer: z.string().min(1).default("gpt-5"),
});

/** The numbers nobody may pass. Units are in the names. */
export const Limits = z.strictObject({
  childrenMax: z.number().int().min(2).max(30).default(7),
  depthMax: z.number().int().min(1).max(7).default(3),
  nodesMax: z.number().int().min(2).max(10_000).default(60),
  parallelLeavesMax: z.number().int().min(1).max(64).default(4),
  plannerAsksMax: z.number().int().min(1).max(5).default(3),
  leafFilesMax: z.number().int().min(1).max(50).default(3),
  leafChangedLinesMax: z.number().int().min(1).max(5000).default(150),
  leafBytesMax: z.number().int().min(1).default(200_000),
  stepsMax: z.number().int().min(1).max(200).default(30),
  attemptMinutesMax: z.number().min(0.1).max(350).default(20),
  attemptInputTokensMax: z.number().int().min(1000).default(400_000),
  attemptOutputTokensMax: z.number().int().min(100).default(40_000),
  plannerInputTokensMax: z.number().int().min(20_000).default(120_000),
  plannerOutputTokensMax: z.number().int().min(100).default(12_000),
  testSecondsMax: z.number().int().min(1).default(300),
  infraRetriesMax: z.number().int().min(0).default(5),
  repairsMax: z.number().int().min(0).max(5).default(2),
  /** Nothing new on a commit for this long before its checks count as all there are. */
  settleSecondsMin: z.number().min(0).default(60),
  /** No check at all after this long: the commit has no CI. */
  noChecksSecondsMax: z.number().min(0).default(180),
  /** A dispatched run that has not started or ended for this long is lost. */
  runMinutesMax: z.number().min(0.1).default(60),
  /** A tree that may cost more than this, in US dollars, shows its plan first. */
  planAutoUsdMax: z.number().positive().default(5),
  /** Questions that are asked as soon as they come up; each further one waits until so long after the one before. */
  questionsFree: z.number().int().min(0).max(1000).default(3),
  questionMinutesMin: z.number().min(0).max(10_080).default(30),
  stickySecondsMin: z.number().min(0).default(15),
});
export type Limits = z.infer<typeof Limits>;

/** `.github/fractal.yml`: every key optional, unknown keys refused. */
export const Config = z.strictObject({
  models: Models.prefault({}),
  prices: z.record(z.string(), ModelPrice).default({}),
  budget: z.strictObject({ usd: z.number().positive().default(5) }).prefault({}),
  /** Whose checks judge a leaf; undecided means: own, or verify when the own ones would hand secrets to model-written code. */
  ci: z.enum(["own", "verify"]).optional(),
  verify: z.string().min(1).max(1000).optional(),
  checks: z.strictObject({ required: z.array(z.string()).default([]) }).prefault({}),
  review: z.strictObject({ leaf: z.enum(["auto", "human"]).default("auto") }).prefault({}),
  /** Is the plan shown, and approved, before any worker runs? Undecided: only above `limits.planAutoUsdMax`. */
  plan: z.enum(["auto", "approve"]).optional(),
  limits: Limits.prefault({}),
});
export type Config = z.infer<typeof Config>;

/** What `decide` and `due` may know beside the tree. */
export type Rules = Readonly<{
  /** Milliseconds since the epoch. */
  now: number;
}>;
