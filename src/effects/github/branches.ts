import { z } from "zod";
import type { Repo } from "./client.ts";
import { Terminal } from "#src/errors.ts";
import { orRefusal } from "./refusal.ts";
import { safelySince } from "./since.ts";

/** The commit a branch is at, `undefined` when there is no such branch. */
export async function readRef({ octokit, ...where }: Repo, branch: string): Promise<string | undefined> {
  // An empty repository answers 409.
  const answer = await orRefusal([404, 409], octokit.rest.git.getRef({ ...where, ref: `heads/${branch}` }));
  return "refusal" in answer ? undefined : Ref.parse(answer.data).object.sha;
}

/** Is everything of `older` in `newer`? */
export async function isAncestor(
  { octokit, ...where }: Repo,
  older: string,
  newer: string,
): Promise<boolean> {
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
    ...where,
    basehead: `${older}...${newer}`,
  });
  const { status } = Compared.parse(data);
  return status === "ahead" || status === "identical";
}

const Compared = z.object({ status: z.string() });

/** All commits in a branch since then (ISO 8601). */
export async function listCommits(
  { octokit, ...where }: Repo,
  branch: string,
  since: string,
): Promise<ReadonlySet<string>> {
  const of = { ...where, sha: branch, since: safelySince(since), per_page: 100 };
  const all = await octokit.paginate(octokit.rest.repos.listCommits, of);
  return new Set(all.map((data) => Commit.parse(data).sha));
}

/** Makes sure the branch exists. `sha` is where it is; found elsewhere than wanted it is left there, for that is for `decide` to judge. */
export async function ensureBranch(
  repo: Repo,
  branch: string,
  sha: string,
): Promise<{ sha: string; created: boolean }> {
  const found = await readRef(repo, branch);
  if (found !== undefined) return { sha: found, created: false };
  const { octokit, ...where } = repo;
  const answer = await orRefusal(
    [422],
    octokit.rest.git.createRef({ ...where, ref: `refs/heads/${branch}`, sha }),
  );
  if (!("refusal" in answer)) return { sha, created: true };
  const meanwhile = await readRef(repo, branch);
  if (meanwhile === undefined) throw answer.refusal.error;
  return { sha: meanwhile, created: false };
}

/**
 * Merges one branch into another on GitHub. `sha` is where `into` is afterwards (after `conflict`: still). Done again it is `nothing`.
 * A conflict is what only a person can merge: also what would bring changed workflows along, which an App without that permission may not
 * write. `why` is GitHub's word for it.
 */
export async function mergeBranch(
  repo: Repo,
  { into, from, message }: { into: string; from: string; message?: string },
): Promise<{ outcome: "merged" | "nothing" | "conflict"; sha: string; why?: string }> {
  const { octokit, ...where } = repo;
  const answer = await orRefusal(
    [403, 409, 422],
    octokit.rest.repos.merge({
      ...where,
      base: into,
      head: from,
      ...(message && { commit_message: message }),
    }),
  );
  if (!("refusal" in answer) && answer.status === 201) {
    return { outcome: "merged", sha: Commit.parse(answer.data).sha };
  }
  if ("refusal" in answer && !FOR_A_PERSON.test(answer.refusal.words)) throw answer.refusal.error;
  const sha = await readRef(repo, into);
  if (sha === undefined) throw new Terminal(`branch ${into} is gone`);
  return "refusal" in answer
    ? { outcome: "conflict", sha, why: answer.refusal.words }
    : { outcome: "nothing", sha };
}

const FOR_A_PERSON = /merge conflict|refusing to allow .* to create or update workflow/i;

const Ref = z.object({ object: z.object({ sha: z.string() }) });
const Commit = z.object({ sha: z.string() });
