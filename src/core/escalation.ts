import { z } from "zod";
import { FailureClass, type Status } from "./task.ts";

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
  /** When (milliseconds since the epoch) calls failed, the last few: each is settled once, however often it is heard. */
  failures: z.array(z.number()).optional(),
});
export type Escalation = z.infer<typeof Escalation>;

/** The key of the call that is due, or would be. */
export function helpKey(taskId: string, { n, step, ask }: Escalation): string {
  return `${taskId}/help/${n}/${step}/${ask}`;
}

/** Is it on its way to help, whatever became of its task? */
export function seeksHelp<Row extends { escalation?: Escalation | undefined }>(
  task: Row,
): task is Row & { escalation: Escalation } {
  return task.escalation !== undefined && task.escalation.step !== "ended";
}

type Stuck = Readonly<{ status: Status; reason?: string | undefined; escalation?: Escalation | undefined }>;

/** The ladder has no rung left: the router is asked once that may be paid. */
export function escalated<Row extends Stuck>(
  task: Row,
  { class: failure, reason }: { class: FailureClass; reason: string },
): Row {
  const { n = 0, fixes = 0 } = task.escalation ?? {};
  const escalation: Escalation = {
    n: n + 1,
    class: failure,
    reason,
    step: "router",
    ask: 1,
    reservedUsd: 0,
    fixes,
  };
  return { ...task, status: "blocked", reason, escalation };
}

/** Nobody is asked for help any more; nothing is held back for it. */
export function ended(escalation: Escalation): Escalation {
  return { ...escalation, step: "ended", reservedUsd: 0 };
}
