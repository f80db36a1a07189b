import type { TreeEvent } from "#src/core/event.ts";
import { contradictions, isSpent, type Policy } from "#src/core/policy.ts";
import { sumOf } from "#src/core/policy-use.ts";
import type { Config, ModelPrice } from "#src/core/rules.ts";
import { type Problem, rootOf, type Tree } from "#src/core/tree.ts";
import { readConfigText } from "#src/effects/github/files.ts";
import { policyPath, readPolicies } from "#src/effects/github/policies.ts";
import { preflight } from "#src/effects/github/preflight.ts";
import { readRepository } from "#src/effects/github/repository.ts";
import { unknownPriceWords } from "#src/effects/llm/prices.ts";
import { repositoryName } from "./note-policy.ts";
import { repositoryOf, type World } from "./world.ts";

/** Reads the repository before the first model call, and says everything that stands in the way at once. */
export async function runPreflight(world: World, tree: Tree): Promise<TreeEvent[]> {
  const { facts } = rootOf(tree);
  const repo = await repositoryOf(world, tree);
  const state = await readRepository(repo);
  const { defaultBranch, headSha } = state;
  const config = world.parseConfig(await readConfigText(repo, headSha));
  const limits = { ...config.limits, ...world.limits };
  const { shipped } = world;
  const judged = await preflight(repo, { state, issue: facts.issue, config, shipped });
  const { ci, problems: standing, unreadRules } = judged;
  if (unreadRules !== undefined) {
    const attrs = { subject: "rules of the branches", verdict: "none" as const, detail: unreadRules };
    world.trace.write({ type: "validation", root: tree.root, task: tree.root, attrs });
  }
  const { policies, problems: noPolicies } = await readPolicies(repo, headSha);
  const { used, spent } = byUse(world, tree, policies);
  const { prices, problems: unpriced } = pricesOf(world, config);
  const problems = [...standing, ...unpriced];
  const policyFaults = [...noPolicies, ...contradictionsOf(policies)];
  if (facts.spec.trim() === "")
    problems.push({
      code: "empty-spec",
      what: "the issue has no text",
      remedy: "write down what you want and how one can tell that it is done, then add the label again",
    });
  return [
    {
      type: "PreflightDone",
      problems,
      baseSha: headSha,
      defaultBranch,
      ci,
      config: { ...config, limits },
      prices,
      ...(used.length > 0 && { policies: used }),
      ...(spent.length > 0 && { spent }),
      ...(policyFaults.length > 0 && { policyFaults }),
    },
  ];
}

const quietDaysMax = 90;

function contradictionsOf(policies: readonly Policy[]): Problem[] {
  return contradictions(policies).map(([one, other]) => ({
    code: "policies",
    what: `${policyPath(one.id)} and ${policyPath(other.id)} answer one question in different words: “${one.answer}” and “${other.answer}”`,
    remedy:
      "change or delete one of them on the default branch; until then the narrower, then the newer holds",
  }));
}

/**
 * The rules with how often each helped, which ranks them among their equals; and those that a pull request offers to drop. They hold until
 * somebody merges that: what is on the default branch holds.
 */
function byUse(
  { book, clock }: World,
  tree: Tree,
  policies: readonly Policy[],
): { used: Policy[]; spent: string[] } {
  const quietSince = new Date(clock() - quietDaysMax * 86_400_000).toISOString().slice(0, 10);
  const sums = policies.map(({ id }) => sumOf(book?.uses(repositoryName(tree), id) ?? {}));
  const days = sums
    .flatMap(({ firstUsed, lastUsed }) => [firstUsed, lastUsed])
    .filter((day) => day !== undefined);
  // Whoever knows nothing of those days cannot say that a rule was not used in them.
  const wasAtWork = days.some((day) => day < quietSince) && days.some((day) => day >= quietSince);
  const used = policies.map((policy, at) => {
    const { hits = 0, helpful = 0, harmful = 0 } = sums[at] ?? {};
    return hits === 0 ? policy : { ...policy, use: { hits, helpful, harmful } };
  });
  const spent = used.filter((policy, at) => isSpent(policy, sums[at]?.lastUsed, wasAtWork ? quietSince : ""));
  return { used, spent: spent.map(({ id }) => id) };
}

/** Every model's price, before any of them is called: without it no budget can hold. */
function pricesOf(world: World, config: Config): { prices: Record<string, ModelPrice>; problems: Problem[] } {
  const { planner, worker, router, fixer } = config.models;
  // Those that are priced and not used yet may be chosen for a task later.
  const prices: Record<string, ModelPrice> = { ...config.prices };
  const problems: Problem[] = [];
  for (const model of new Set([planner, ...worker, router, fixer])) {
    const price = world.priceOf(model, config.prices);
    if (price !== undefined) prices[model] = price;
    else
      problems.push({
        code: "unknown-price",
        what: `the price of ${model} is not known`,
        remedy: unknownPriceWords(model),
      });
  }
  return { prices, problems };
}
