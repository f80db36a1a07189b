import { z } from "zod";
import { userOf } from "../actor.ts";
import { Refusal } from "../errors.ts";
import { updateObstacle } from "../model/branch-rules.ts";
import { githubSignature, signatureOf } from "../model/identity.ts";
import { announceRefs, moveRef } from "../model/refs.ts";
import { guardMerge } from "../model/workflow-guard.ts";
import { renderCommit } from "../render/commit.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import { CONTENTS_WRITE } from "./contents-access.ts";

/** Merging one branch into another without a pull request. */
export const mergeRoutes: Route[] = [repoRoute("POST", "/merges", CONTENTS_WRITE, merge)];

const NewMerge = z.object({ base: z.string(), head: z.string(), commit_message: z.string().optional() });

async function merge(call: RepoCall): Promise<Answer> {
  const { ctx, repo } = call;
  const git = ctx.git(repo);
  const wanted = bodyOf(call, NewMerge);
  const base = await git.resolve(`refs/heads/${wanted.base}`);
  if (!base) throw new Refusal(404, "Base does not exist");
  const head = await git.resolve(wanted.head);
  if (!head) throw new Refusal(404, "Head does not exist");
  if (await git.isAncestor(head, base)) return { status: 204 };
  const merged = await git.mergeTrees(base, head);
  if (!("tree" in merged)) throw new Refusal(409, "Merge conflict");
  await guardMerge(ctx, repo, call.actor, { base, tree: merged.tree });
  const obstacle = updateObstacle(ctx, repo, wanted.base, call.actor, "update");
  if (obstacle) throw new Refusal(422, `Repository rule violations found\n\n${obstacle}\n\n`);
  const sha = await git.writeCommit({
    tree: merged.tree,
    parents: [base, head],
    author: signatureOf(userOf(call.actor)),
    committer: githubSignature(),
    message: wanted.commit_message ?? `Merge ${wanted.head} into ${wanted.base}`,
  });
  await moveRef(ctx, repo, { ref: `refs/heads/${wanted.base}`, from: base, to: sha });
  await announceRefs(ctx, repo, userOf(call.actor));
  const commit = await git.readCommit(sha);
  return { status: 201, json: commit && renderCommit(ctx, repo, commit) };
}
