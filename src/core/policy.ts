import { z } from "zod";
import { isLiteralPath } from "./glob.ts";
import { overlap } from "./owned-files.ts";
import { TaskType } from "./task.ts";

/** Where a rule holds; empty lists: everywhere, for every type. */
export const PolicyScope = z.strictObject({
  paths: z.array(z.string().min(1).max(300)).max(20).default([]),
  types: z.array(TaskType).max(10).default([]),
});
export type PolicyScope = z.infer<typeof PolicyScope>;

/** `.fractal/policies/<id>.yml`: an answer that people gave once, kept for every tree, for them to review and edit. */
export const PolicyFile = z.strictObject({
  /** At most two lines in the imperative: what a worker must do. */
  rule: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .refine((rule) => rule.split("\n").length <= 2, "at most two lines"),
  scope: PolicyScope.prefault({}),
  /** The question that it answers by itself, see `printOf`; without it the rule is only told. */
  question: z.string().min(1).max(100).optional(),
  answer: z.string().min(1).max(4000).optional(),
  /** Who decided, and on which day. */
  by: z.string().min(1).max(100),
  since: z.iso.date(),
  /** Where it was decided. */
  source: z.url().max(500).optional(),
});
export type PolicyFile = z.infer<typeof PolicyFile>;

/** Its file's name without the ending. */
export const PolicyId = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$/);

/** How often attempts were told a rule, and how those ended that cited it. */
export const PolicyUse = z.object({
  hits: z.int().nonnegative(),
  helpful: z.int().nonnegative(),
  harmful: z.int().nonnegative(),
});
export type PolicyUse = z.infer<typeof PolicyUse>;

/** An active rule, as a tree knows it: from the default branch, or accepted in this very tree. */
export const Policy = PolicyFile.extend({
  id: PolicyId,
  use: PolicyUse.optional(),
});
export type Policy = z.infer<typeof Policy>;

/** What of a task says whether a rule holds for it. */
type Scoped = Readonly<{ type: TaskType; files: readonly string[] }>;

const toldMax = 5;
/** About 600 tokens. */
const toldBytesMax = 2400;

/** What a task is told: of the rules whose scope it lies in, the best five. */
export function policiesFor(policies: readonly Policy[], task: Scoped): readonly Policy[] {
  let bytes = 0;
  return policies
    .filter((policy) => isInScope(policy, task))
    .toSorted(byRank)
    .slice(0, toldMax)
    .filter(({ rule }) => (bytes += rule.length) <= toldBytesMax);
}

/**
 * The rule that answers a question by itself. None when the best two contradict each other: then a person says which holds.
 * @param print the question's own
 */
export function policyAnswering(
  policies: readonly Policy[],
  task: Scoped,
  print: string,
): (Policy & { answer: string }) | undefined {
  const [first, second] = policies
    .filter((policy) => policy.question === print && isInScope(policy, task))
    .filter((policy): policy is Policy & { answer: string } => policy.answer !== undefined)
    .toSorted(byRank);
  if (first === undefined || second === undefined) return first;
  const isTie = narrowness(first) === narrowness(second) && first.since === second.since;
  return isTie && first.answer !== second.answer ? undefined : first;
}

/** Those that answer one question in different words and may both hold for one task. */
export function contradictions(policies: readonly Policy[]): readonly (readonly [Policy, Policy])[] {
  return policies.flatMap((a, at) =>
    policies
      .slice(at + 1)
      .filter((b) => a.question !== undefined && a.question === b.question && a.answer !== b.answer)
      .filter((b) => meet(a.scope, b.scope))
      .map((b) => [a, b] as const),
  );
}

/**
 * Used by nobody since that day, or told five times and more often harmful than helpful.
 * @param lastUsed the day on which an attempt was told it last; both days as `2026-11-23`
 */
export function isSpent({ since, use }: Policy, lastUsed: string | undefined, quietSince: string): boolean {
  if (since < quietSince && (lastUsed ?? "") < quietSince) return true;
  return use !== undefined && use.hits >= 5 && use.harmful > use.helpful;
}

function isInScope({ scope }: Policy, { type, files }: Scoped): boolean {
  const isOfType = scope.types.length === 0 || scope.types.includes(type);
  // A task that names no files may touch any.
  const isThere =
    scope.paths.length === 0 ||
    files.length === 0 ||
    files.some((file) => scope.paths.some((path) => overlap(path, file)));
  return isOfType && isThere;
}

function meet(a: PolicyScope, b: PolicyScope): boolean {
  const types =
    a.types.length === 0 || b.types.length === 0 || a.types.some((type) => b.types.includes(type));
  const paths =
    a.paths.length === 0 ||
    b.paths.length === 0 ||
    a.paths.some((path) => b.paths.some((other) => overlap(path, other)));
  return types && paths;
}

/** Narrower, then newer, then what helped more often; at last by name, so that the order is always the same. */
function byRank(a: Policy, b: Policy): number {
  return (
    narrowness(b) - narrowness(a) || order(b.since, a.since) || hitRate(b) - hitRate(a) || order(a.id, b.id)
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Whole paths over deep globs over shallow ones; a type narrows a little. */
function narrowness({ scope: { paths, types } }: Policy): number {
  const depth = (path: string) => (isLiteralPath(path) ? 100 : 0) + path.split("/").length * 2;
  return (paths.length === 0 ? 0 : Math.min(...paths.map(depth))) + (types.length === 0 ? 0 : 1);
}

function hitRate({ use }: Policy): number {
  return use === undefined ? 0 : (use.helpful - use.harmful) / Math.max(1, use.hits);
}
