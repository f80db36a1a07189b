import { parse } from "yaml";
import { z } from "zod";
import type { BranchRule } from "#src/core/branch-rules.ts";
import { epicBranch, leafBranch } from "#src/core/branch.ts";
import { judgePreflight, type Preflight, type PreflightFacts } from "#src/core/preflight.ts";
import type { Repo } from "./client.ts";
import { readWorkflows, type TextFile } from "./files.ts";
import { orRefusal } from "./refusal.ts";
import type { RepositoryState } from "./repository.ts";

/**
 * Reads what stands in the way of a root in this repository, and judges it: the default branch's workflows and our branches' rules.
 * `unreadRules`: why GitHub would not tell the rules (it does not for private repositories on its free plan, and old ones know none); then
 * what they forbid shows when it is done.
 */
export async function preflight(
  repo: Repo,
  about: Readonly<{
    state: RepositoryState;
    issue: number;
    config: PreflightFacts["config"];
    /** The text of the workflows we bring, by path, for the prefilled link. */
    shipped?: Readonly<Record<string, string>>;
  }>,
): Promise<Preflight & { unreadRules: string | undefined }> {
  const { state, issue, config, shipped = {} } = about;
  const workflows = await readWorkflows(repo, state.defaultBranch);
  const epic = await readUnpassableRules(repo, epicBranch(issue));
  const leaf = await readUnpassableRules(repo, leafBranch(issue, "fx-00000000", 1));
  const judged = judgePreflight({
    htmlUrl: state.htmlUrl,
    defaultBranch: state.defaultBranch,
    issue,
    config,
    shipped,
    workflows: workflows.map(({ path, text }) => ({ path, document: parseYaml(text) })),
    rules: { epic: epic.rules, leaf: leaf.rules },
  });
  return { ...judged, unreadRules: epic.unread ?? leaf.unread };
}

/** The rules that hold for a branch of this name, whether it exists or not, without those the App may pass. */
async function readUnpassableRules(
  { octokit, ...where }: Repo,
  branch: string,
): Promise<{ rules: BranchRule[]; unread?: string }> {
  const data = await orRefusal(
    [403, 404],
    octokit.paginate(octokit.rest.repos.getBranchRules, { ...where, branch, per_page: 100 }),
  );
  if ("refusal" in data) return { rules: [], unread: data.refusal.words };
  const rules = z.array(Rule).parse(data);
  const passable = new Set<number>();
  for (const id of new Set(rules.flatMap(({ ruleset_id: id }) => id ?? []))) {
    // Somebody else's ruleset may be hidden from us; then it counts as one that we cannot pass.
    const answer = await orRefusal(
      [403, 404],
      octokit.rest.repos.getRepoRuleset({ ...where, ruleset_id: id }),
    );
    if (!("refusal" in answer) && Ruleset.parse(answer.data).current_user_can_bypass === "always")
      passable.add(id);
  }
  const unpassable = rules.filter(({ ruleset_id: id }) => id === undefined || !passable.has(id));
  return {
    rules: unpassable.map(({ type, ruleset_id: ruleset, parameters }) => ({ type, ruleset, parameters })),
  };
}

/** What is not YAML starts no run either; aliases are limited by the parser. */
function parseYaml(text: TextFile["text"]): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

const Rule = z.object({
  type: z.string(),
  ruleset_id: z.int().optional(),
  parameters: z.unknown().optional(),
});
const Ruleset = z.object({ current_user_can_bypass: z.string().optional() });
