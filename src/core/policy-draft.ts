import { z } from "zod";
import { Policy, PolicyId } from "./policy.ts";

/** A rule that an answer may become: distilled by a model, accepted by a person, kept in a file of the repository. */
export const PolicyDraft = z.object({
  /** The question that was answered. */
  n: z.int().positive(),
  /** `wanted`: its task is paused; `distil`: a model is asked; `none`: there is nothing to keep; `filed`: its pull request is open. */
  step: z.enum(["wanted", "distil", "none", "proposed", "accepted", "filed"]),
  /** What was asked and answered, as it was then: the task may have another question by now. */
  about: z.object({
    title: z.string(),
    summary: z.string(),
    answer: z.string(),
    by: z.string(),
    /** Absent where the question was about that task alone: then the rule is only told. */
    print: z.string().optional(),
  }),
  /** US dollars held back for the distiller. */
  reservedUsd: z.number().nonnegative(),
  /** When (milliseconds since the epoch) its calls failed, the last few: each is settled once, however often it is heard. */
  failures: z.array(z.number()).optional(),
  policy: Policy.optional(),
  /** Active rules that say otherwise. */
  contradicts: z.array(PolicyId).default([]),
  acceptedBy: z.string().optional(),
  pullRequest: z.int().positive().optional(),
  /** The step that Beads was told of last. */
  noted: z.enum(["proposed", "accepted", "filed"]).optional(),
});
export type PolicyDraft = z.infer<typeof PolicyDraft>;

/** The key of the effect that asks the distiller. */
export function distilKey(taskId: string, { n }: Pick<PolicyDraft, "n">): string {
  return `${taskId}/policy/${n}/distil`;
}

/** The distiller's whole reply; no rules where the answer says nothing that would hold another time. */
export const Distilled = z.object({
  rules: z
    .array(
      z.object({
        /** At most two lines in the imperative. */
        rule: z.string().min(1).max(500),
        /** Globs of the files where it holds; empty: everywhere. */
        paths: z.array(z.string().min(1).max(300)).max(20),
        /** Kinds of tasks for which it holds; empty: all. */
        types: z.array(z.string().max(40)).max(10),
        /** Ids of active rules that it contradicts. */
        contradicts: z.array(z.string().max(100)).max(20),
      }),
    )
    .max(3),
});
export type Distilled = z.infer<typeof Distilled>;
