import { policyBranch } from "#src/core/branch.ts";
import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { readRef } from "#src/effects/github/branches.ts";
import { policyFolder, policyPath } from "#src/effects/github/policies.ts";
import { publishPatch, type PublishedFile } from "#src/effects/github/publish.ts";
import { ensurePullRequest } from "#src/effects/github/pulls.ts";
import { NeedsHuman } from "#src/errors.ts";
import { policyPullTitle, renderPolicyFile, renderPolicyPull, renderRetirePull } from "#src/views/policy.ts";
import { repositoryOf, type World } from "./world.ts";

/** Offers an accepted rule to the repository: one file on a branch of its own, and its pull request into the default branch. */
export async function filePolicy(
  world: World,
  tree: Tree,
  effect: EffectOf<"FilePolicy">,
): Promise<TreeEvent[]> {
  const draft = tree.tasks.get(effect.task)?.policy;
  if (draft?.policy === undefined || draft.n !== effect.n) return [];
  const { policy, acceptedBy = "" } = draft;
  const pullRequest = await offer(world, tree, {
    // The same rule out of another tree is the same file.
    name: policy.id,
    title: policyPullTitle(policy),
    body: renderPolicyPull(policy, acceptedBy),
    files: [{ path: policyPath(policy.id), content: renderPolicyFile(policy) }],
  });
  const filed = { type: "PolicyFiled" as const, task: effect.task, n: effect.n };
  return [pullRequest === undefined ? filed : { ...filed, pullRequest }];
}

/** So many at once: each is a pull request that somebody reads. */
const retiredMax = 3;

/** Offers to take out rules that nobody uses, each by itself: one whose pull request somebody closed is kept, and not offered again. */
export async function retirePolicies(
  world: World,
  tree: Tree,
  { policies }: EffectOf<"RetirePolicies">,
): Promise<TreeEvent[]> {
  for (const id of policies.toSorted().slice(0, retiredMax))
    await offer(world, tree, {
      name: `retire-${id}`,
      title: `Policy ${id}: nobody uses it any more`,
      body: renderRetirePull(id),
      files: [{ path: policyPath(id), content: null }],
    });
  return [{ type: "PoliciesRetired" }];
}

type Offer = Readonly<{ name: string; title: string; body: string; files: readonly PublishedFile[] }>;

/** The pull request's number; undefined when the default branch is that way already. */
async function offer(
  world: World,
  tree: Tree,
  { name, title, body, files }: Offer,
): Promise<number | undefined> {
  const { preflight } = rootOf(tree).facts;
  const repo = await repositoryOf(world, tree);
  const base = preflight?.defaultBranch ?? "main";
  const branch = policyBranch(name);
  const published = await publishPatch(repo, {
    branch,
    baseSha: (await readRef(repo, base)) ?? preflight?.baseSha ?? "",
    message: title,
    files,
    key: `policy/${name}`,
  });
  if (published.outcome === "empty") return undefined;
  if (published.outcome === "unsafe")
    throw new NeedsHuman(published.words, { hint: `make room for ${policyFolder}/` });
  if (published.outcome === "taken")
    throw new NeedsHuman(`the branch ${branch} is somebody else's`, { hint: `delete ${branch}` });
  const opened = await ensurePullRequest(repo, { head: branch, base, title, body });
  if ("pull" in opened) return opened.pull.number;
  throw new NeedsHuman(`GitHub takes no pull request for ${branch}: ${opened.refused}`, {
    hint: `change ${policyFolder}/ by hand, or delete the branch`,
  });
}
