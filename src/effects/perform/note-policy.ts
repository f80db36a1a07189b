import { attemptKey } from "#src/core/attempt.ts";
import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { usedAs } from "#src/core/policy-use.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { attemptOf } from "./attempt-of.ts";
import type { World } from "./world.ts";

/** A rule that was proposed, accepted or filed, as a `decision` issue. */
export async function notePolicy(
  { book }: World,
  tree: Tree,
  { task, n, step }: EffectOf<"NotePolicy">,
): Promise<TreeEvent[]> {
  const policy = tree.tasks.get(task)?.policy?.policy;
  if (policy !== undefined) await book?.note({ repository: repositoryName(tree), policy, step });
  return [{ type: "PolicyNoted", task, n, step }];
}

/** How an ended attempt used the rules that it was told. */
export async function countPolicies(
  { book, clock }: World,
  tree: Tree,
  effect: EffectOf<"CountPolicies">,
): Promise<TreeEvent[]> {
  const { task, attempt: n } = effect;
  const attempt = attemptOf(tree, effect)?.attempt;
  const { policies = [] } = rootOf(tree).facts;
  const day = new Date(clock()).toISOString().slice(0, 10);
  for (const policy of policies) {
    if (attempt?.policies?.includes(policy.id) !== true) continue;
    const uses = { [attemptKey(task, n)]: { as: usedAs(attempt, policy.id), day } };
    await book?.note({ repository: repositoryName(tree), policy, uses });
  }
  return [{ type: "PoliciesCounted", task, attempt: n }];
}

/** Once for each task, however often it was tried with the rule. */
export async function countOverruled(
  { book, clock }: World,
  tree: Tree,
  { task, policy: id }: EffectOf<"CountOverruled">,
): Promise<TreeEvent[]> {
  const policy = rootOf(tree).facts.policies?.find((each) => each.id === id);
  const day = new Date(clock()).toISOString().slice(0, 10);
  const uses = { [`${task}/overruled`]: { as: "harmful" as const, day } };
  if (policy !== undefined) await book?.note({ repository: repositoryName(tree), policy, uses });
  return [{ type: "OverruledCounted", task, policy: id }];
}

export function repositoryName(tree: Tree): string {
  const { owner, repo } = rootOf(tree).facts;
  return `${owner}/${repo}`;
}
