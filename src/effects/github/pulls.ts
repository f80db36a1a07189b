import { z } from "zod";
import { Retryable } from "#src/errors.ts";
import type { Repo } from "./client.ts";
import { plainLines } from "./issue.ts";
import { orRefusal } from "./refusal.ts";

/** A pull request as GitHub shows it now. */
export type PullRequest = Readonly<{
  number: number;
  nodeId: string;
  url: string;
  state: "open" | "closed" | "merged";
  title: string;
  body: string;
  /** `undefined` while GitHub has not computed it yet (and in lists). */
  mergeable: boolean | undefined;
  /** How many its head has over its base; not in lists. */
  commits: number | undefined;
  headSha: string;
  head: string;
  base: string;
  /** The merge commit, once merged. */
  mergedSha: string | undefined;
}>;

export type PullRequestWish = Readonly<{ head: string; base: string; title: string; body: string }>;

/**
 * Makes sure there is a pull request from head into base; a closed or merged one counts too (a person's act is not undone).
 * `refused`: GitHub takes none, mostly because head has no commits over base.
 */
export async function ensurePullRequest(
  repo: Repo,
  wish: PullRequestWish,
): Promise<{ pull: PullRequest; created: boolean } | { refused: string }> {
  const found = await findPullRequest(repo, wish);
  if (found) return { pull: found, created: false };
  const { octokit, ...where } = repo;
  const answer = await orRefusal([422], octokit.rest.pulls.create({ ...where, ...wish }));
  if (!("refusal" in answer)) return { pull: parsePull(answer.data), created: true };
  const meanwhile = await findPullRequest(repo, wish);
  if (meanwhile) return { pull: meanwhile, created: false };
  const { words } = answer.refusal;
  if (/already exists/i.test(words)) throw new Retryable(`GitHub does not list it yet: ${words}`);
  return { refused: words };
}

/** All pull requests into a branch, in one list; the newest first. */
export async function listPullRequests({ octokit, ...where }: Repo, base: string): Promise<PullRequest[]> {
  const all = await octokit.paginate(octokit.rest.pulls.list, {
    ...where,
    base,
    state: "all",
    per_page: 100,
  });
  return all.map(parsePull);
}

/** The open one from this head into this base, else the newest closed one. */
export async function findPullRequest(
  { octokit, ...where }: Repo,
  { head, base }: Pick<PullRequestWish, "head" | "base">,
): Promise<PullRequest | undefined> {
  const { data } = await octokit.rest.pulls.list({
    ...where,
    head: `${where.owner}:${head}`,
    base,
    state: "all",
    per_page: 100,
  });
  const all = z
    .array(z.unknown())
    .parse(data)
    .map(parsePull)
    // A head that GitHub does not understand filters nothing.
    .filter((pull) => pull.head === head && pull.base === base)
    .toSorted((a, b) => b.number - a.number);
  return all.find(({ state }) => state === "open") ?? all[0];
}

export async function readPullRequest({ octokit, ...where }: Repo, number: number): Promise<PullRequest> {
  return parsePull((await octokit.rest.pulls.get({ ...where, pull_number: number })).data);
}

/** Closes a pull request unmerged; one that is closed or merged stays as it is. */
export async function closePull(repo: Repo, number: number): Promise<void> {
  if ((await readPullRequest(repo, number)).state !== "open") return;
  const { octokit, ...where } = repo;
  await octokit.rest.pulls.update({ ...where, pull_number: number, state: "closed" });
}

/** Opens a pull request again; GitHub's words where it does not, such as for one whose branch is gone. */
export async function reopenPull(
  { octokit, ...where }: Repo,
  number: number,
): Promise<{ refused: string } | undefined> {
  const answer = await orRefusal(
    [422],
    octokit.rest.pulls.update({ ...where, pull_number: number, state: "open" }),
  );
  return "refusal" in answer ? { refused: answer.refusal.words } : undefined;
}

/** Writes the difference in title and body, or nothing. */
export async function updatePullRequest(
  { octokit, ...where }: Repo,
  current: PullRequest,
  { title = current.title, body = current.body }: { title?: string; body?: string },
): Promise<{ changed: string[] }> {
  const difference = {
    ...(title !== current.title && { title }),
    ...(plainLines(body).trimEnd() !== current.body.trimEnd() && { body }),
  };
  const changed = Object.keys(difference);
  if (changed.length > 0) {
    await octokit.rest.pulls.update({ ...where, pull_number: current.number, ...difference });
  }
  return { changed };
}

function parsePull(data: unknown): PullRequest {
  const pull = Answer.parse(data);
  const merged = pull.merged === true || typeof pull.merged_at === "string";
  return {
    number: pull.number,
    nodeId: pull.node_id,
    url: pull.html_url,
    state: merged ? "merged" : pull.state,
    title: pull.title,
    body: plainLines(pull.body ?? ""),
    mergeable: pull.mergeable ?? undefined,
    commits: pull.commits,
    headSha: pull.head.sha,
    head: pull.head.ref,
    base: pull.base.ref,
    // Before the merge this is GitHub's own trial merge.
    mergedSha: merged ? (pull.merge_commit_sha ?? undefined) : undefined,
  };
}

const Answer = z.object({
  number: z.int(),
  node_id: z.string(),
  html_url: z.string(),
  state: z.enum(["open", "closed"]),
  title: z.string(),
  body: z.string().nullish(),
  merged: z.boolean().optional(),
  merged_at: z.string().nullish(),
  mergeable: z.boolean().nullish(),
  commits: z.int().optional(),
  merge_commit_sha: z.string().nullish(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string() }),
});
