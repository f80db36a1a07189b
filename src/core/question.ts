import { z } from "zod";

/** What a picked option, a command or GitHub's own buttons make of a task and of all below it. */
export const Move = z.discriminatedUnion("do", [
  /** Once more, from the bottom of the ladder, with these words in the briefing. */
  z.object({ do: z.literal("guide"), text: z.string().min(1).max(4000) }),
  /** Of all below it, too, what waits for a person; `text` is for its next attempts, and for those of all below it. */
  z.object({ do: z.literal("retry"), text: z.string().min(1).max(4000).optional() }),
  /** Its parent and what depends on it go on without it. */
  z.object({ do: z.literal("skip") }),
  z.object({ do: z.literal("cancel"), whose: z.literal("parent").optional() }),
  /** A person does it, and closes the issue as completed. */
  z.object({ do: z.literal("hand") }),
  z.object({ do: z.literal("split") }),
  /** Files that the guard refused are allowed, for this task only. */
  z.object({ do: z.literal("allow"), codes: z.array(z.string().min(1).max(400)).min(1).max(20) }),
  z.object({ do: z.literal("pause") }),
  z.object({ do: z.literal("resume") }),
  z.object({ do: z.literal("approve") }),
  /** US dollars more. */
  z.object({ do: z.literal("budget"), usd: z.number().positive().max(100_000) }),
  z.object({ do: z.literal("model"), model: z.string().min(1).max(200) }),
]);
export type Move = z.infer<typeof Move>;

export const Option = z.object({
  /** `a` to `d`: what the box carries, and what a person may type instead. */
  id: z.string().regex(/^[a-d]$/),
  words: z.string().min(1).max(500),
  move: Move,
});
export type Option = z.infer<typeof Option>;

/** What it is about: each kind has its own way to be asked, and its own options. */
export const QuestionKind = z.enum([
  /** The planner needs to know something before it plans. */
  "clarify",
  /** The worker says what it misses. */
  "missing",
  /** Ladder, router and fixer did not make it green. */
  "stuck",
  /** The guard refused what was handed back. */
  "unsafe",
  /** Somebody closed a sub-issue as not planned: what becomes of those that wait for it. */
  "dropped",
  /** The money does not cover the next step. */
  "budget",
  /** The levels planned so far wait to be approved. */
  "plan",
  /** The root pull request was closed unmerged. */
  "unmerged",
  /** Every part of the tree was left out: only what becomes of a part, or of the tree, changes that. */
  "emptied",
  /** Anything else that only a person can mend: a merge that a rule forbids, a check that never speaks. */
  "other",
]);
export type QuestionKind = z.infer<typeof QuestionKind>;

/** Room for as many questions as a planner may ask at once, each with its answers. */
export const summaryCharsMax = 16_000;

/** One decision that is asked of people. It is in the tree before anybody sees it, and stays there with its answer. */
export const Question = z.object({
  /** Counts the questions of its task: a receipt of an earlier one is none of this. */
  n: z.int().positive(),
  kind: QuestionKind,
  /** The decision, in one line. */
  title: z.string().min(1).max(300),
  /** Why it is asked and what is recommended, in two lines; before that what is too long for the title, or one line for each of several. */
  summary: z.string().max(summaryCharsMax),
  options: z.array(Option).max(4),
  recommended: z.string().optional(),
  /** Equal for questions that one answer settles, in this tree and in later ones. */
  print: z.string().min(1).max(100),
  /** Another task asks the same: its answer counts here, and nothing is asked twice. */
  as: z.string().optional(),
  /** How many others have their question asked by this one. */
  others: z.int().positive().optional(),
  /** Milliseconds since the epoch; absent while it waits for its turn. */
  askedAt: z.number().optional(),
  /** The comment that asks, as it was last written. */
  comment: z.object({ id: z.int(), state: z.string() }).optional(),
  answer: z
    .object({
      by: z.string(),
      words: z.string().max(8000),
      picked: z.string().optional(),
      at: z.number(),
      from: z.literal("policy").optional(),
      /** The rule that had answered before a person did. */
      instead: z.string().optional(),
      /** The task on which it was said, to the same question: nobody was asked here. */
      on: z.string().optional(),
    })
    .optional(),
});
export type Question = z.infer<typeof Question>;

/** What was answered in a tree, for other tasks that ask the same. */
export const KeptAnswer = z.object({
  /** When it had been asked; milliseconds since the epoch. */
  askedAt: z.number(),
  /** Those that have the answer; on the first it was given. */
  tasks: z.array(z.string()).min(1),
  /** Absent where it only says what becomes of those. */
  told: z
    .object({
      by: z.string(),
      words: z.string().max(8000),
      text: z.string().min(1).max(4000),
      picked: z.string().optional(),
      comment: z.int().optional(),
    })
    .optional(),
});
export type KeptAnswer = z.infer<typeof KeptAnswer>;

/** One answer that the next attempt, or the next plan, must know: verbatim, and fenced as data. */
export const Guidance = z.object({
  from: z.enum(["person", "fixer", "policy", "review"]),
  /** A login, a model, or a policy's name. */
  by: z.string(),
  text: z.string().min(1).max(8000),
  at: z.number(),
  /** The comment that says it: edited, it says something else. */
  comment: z.int().optional(),
  /** What a rule says, and a person said otherwise: nobody is told it any more. `counted` once that is kept with the rule. */
  overruled: z.enum(["new", "counted"]).optional(),
});
export type Guidance = z.infer<typeof Guidance>;
