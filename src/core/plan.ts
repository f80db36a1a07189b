import { z } from "zod";
import { Risk, Size, TaskType } from "./task.ts";

/** A path or glob inside the repository, as the planner writes it; the path guard judges it later. */
const OwnedPath = z.string().min(1).max(300);
const Command = z.string().min(1).max(1000);

/** One part of a split: everything a worker or the next planner call needs to know of it. */
export const ProposedChild = z.object({
  title: z.string().min(3).max(200),
  objective: z.string().min(1).max(4000),
  type: TaskType,
  size: Size,
  risk: Risk,
  acceptance: z.string().max(1000),
  verify: Command.nullable(),
  files: z.array(OwnedPath).max(50),
  /** Positions (0-based) of earlier siblings that must be done first: cycles cannot be said. */
  dependsOn: z.array(z.number().int().nonnegative()).max(20),
});
export type ProposedChild = z.infer<typeof ProposedChild>;

/** What only a person can decide, found before money is spent. */
export const ProposedQuestion = z.object({
  question: z.string().min(1).max(1000),
  options: z.array(z.string().min(1).max(300)).max(4),
  recommendation: z.string().max(300).nullable(),
});
export type ProposedQuestion = z.infer<typeof ProposedQuestion>;

/**
 * The planner's whole reply about one task: a proposal that `judgePlan` may refuse.
 * `verify` is the task's own check; for a split it is run on the epic branch when every child is done.
 */
export const Proposal = z.object({
  type: TaskType,
  size: Size,
  tags: z.array(z.string().max(40)).max(10),
  risk: Risk,
  decision: z.enum(["execute", "split", "clarify"]),
  acceptance: z.string().max(1000),
  verify: Command.nullable(),
  files: z.array(OwnedPath).max(50),
  children: z.array(ProposedChild).max(30),
  questions: z.array(ProposedQuestion).max(5),
});
export type Proposal = z.infer<typeof Proposal>;
