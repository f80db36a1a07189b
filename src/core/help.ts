import { z } from "zod";

/** The router's whole reply: who helps a leaf that is stuck. Code may overrule it. */
export const RouterChoice = z.object({
  choose: z.enum(["fixer", "person"]),
  /** Why, in one or two sentences for people. */
  reason: z.string().min(1).max(1000),
  /** The decision as a person should be asked it, when it chose one. */
  question: z
    .object({
      title: z.string().min(1).max(200),
      options: z.array(z.string().min(1).max(300)).max(4),
      recommendation: z.string().max(300).nullable(),
    })
    .nullable(),
});
export type RouterChoice = z.infer<typeof RouterChoice>;

/** The fixer's whole reply, after it has read what it wants to. */
export const Fix = z.object({
  decision: z.enum(["guide", "split", "person"]),
  /** What the worker is told: what is wrong, where, and what to do about it, step by step. */
  guidance: z.string().max(6000),
  /** Why it must be split, or what only a person can decide. */
  reason: z.string().max(1000),
});
export type Fix = z.infer<typeof Fix>;
