import { z } from "zod";
import { FailureClass } from "./task.ts";

/**
 * A leaf that the ladder did not bring home, on its way to help: the router says fixer or person, the fixer writes guidance. Code forces a
 * person for ambiguity, for what is unsafe, after a second fix that failed, and without the money to ask.
 */
export const Escalation = z.object({
  /** Counts the escalations of its task: a reply to an earlier one is none to this. */
  n: z.int().positive(),
  class: FailureClass,
  reason: z.string(),
  /** Who is asked now; `ended` when the task went on, or a person was asked. */
  step: z.enum(["router", "fixer", "ended"]),
  /** Calls of this step so far; a reply that is not the contract is asked for once more. */
  ask: z.int().positive(),
  /** US dollars held back for the call that is due. */
  reservedUsd: z.number().nonnegative(),
  /** Of the task, over all its escalations: how often a fixer was asked. */
  fixes: z.int().nonnegative(),
});
export type Escalation = z.infer<typeof Escalation>;
