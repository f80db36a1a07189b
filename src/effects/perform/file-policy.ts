import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { readRef } from "#src/effects/github/branches.ts";
import { policyPath } from "#src/effects/github/policies.ts";
import { publishPatch } from "#src/effects/github/publish.ts";
import { ensurePullRequest } from "#src/effects/github/pulls.ts";
import { NeedsHuman } from "#src/errors.ts";
import { policyPullTitle, renderPolicyFile, renderPolicyPull } from "#src/views/policy.ts";
import { repositoryOf, type World } from "./world.ts";

/** Offers an accepted rule to the repository: one file on a branch of its own, and its pull request into the default branch. */
export async function filePolicy(
  world: World,
  tree: Tree,
  effect: EffectOf<"FilePolicy">,
): Promise<TreeEvent[]> {
  const draft = tree.tasks.get(effect.task)?.policy;
  const { preflight } = rootOf(tree).facts;
  if (draft?.policy === undefined || draft.n !== effect.n || preflight === undefined) return [];
  const { policy, acceptedBy = "" } = draft;
  const { defaultBranch } = preflight;
  const repo = await repositoryOf(world, tree);
  const branch = `fractal/policies/${policy.id}`;
  const path = policyPath(policy.id);
  const published = await publishPatch(repo, {
    branch,
    baseSha: (await readRef(repo, defaultBranch)) ?? preflight.baseSha,
    message: policyPullTitle(policy),
    files: [{ path, content: renderPolicyFile(policy) }],
    // The same rule out of another tree is the same file.
    key: `policy/${policy.id}`,
  });
  if (published.outcome === "unsafe")
    throw new NeedsHuman(published.words, { hint: `make room for ${path}` });
  if (published.outcome === "taken")
    throw new NeedsHuman(`the branch ${branch} is somebody else's`, { hint: `delete ${branch}` });
  const opened = await ensurePullRequest(repo, {
    head: branch,
    base: defaultBranch,
    title: policyPullTitle(policy),
    body: renderPolicyPull(policy, acceptedBy),
  });
  if (!("pull" in opened))
    throw new NeedsHuman(`GitHub takes no pull request for ${path}: ${opened.refused}`, {
      hint: `commit ${path} by hand, or delete the branch ${branch}`,
    });
  return [{ type: "PolicyFiled", task: effect.task, n: effect.n, pullRequest: opened.pull.number }];
}
