import { z } from "zod";
import { Retryable } from "#src/errors.ts";
import type { Repo } from "./client.ts";
import { readPullRequest } from "./pulls.ts";
import { orRefusal } from "./refusal.ts";

/** `moved`: the head is no longer the one that was judged. `closed`: a person closed it. `blocked`: a rule forbids it, in its words. */
export type Merged =
  | Readonly<{ outcome: "merged"; sha: string; before: boolean }>
  | Readonly<{ outcome: "moved"; headSha: string }>
  | Readonly<{ outcome: "conflict" | "blocked" | "closed"; words: string }>;

/** Merges a pull request at exactly this head commit. Done again, it answers `merged` with `before: true`. */
export async function mergePullRequest(
  repo: Repo,
  wish: Readonly<{
    number: number;
    /** The head commit that was judged. */
    sha: string;
    method?: "merge" | "squash" | "rebase";
    title?: string;
    message?: string;
  }>,
): Promise<Merged> {
  const before = await judge(repo, wish);
  if (before) return before;
  const { octokit, ...where } = repo;
  const answer = await orRefusal(
    [405, 409, 422],
    octokit.rest.pulls.merge({
      ...where,
      pull_number: wish.number,
      sha: wish.sha,
      merge_method: wish.method ?? "merge",
      ...(wish.title !== undefined && { commit_title: wish.title }),
      ...(wish.message !== undefined && { commit_message: wish.message }),
    }),
  );
  if (!("refusal" in answer)) return { outcome: "merged", sha: Answer.parse(answer.data).sha, before: false };
  const { words } = answer.refusal;
  // Somebody else merged into the base at this very moment.
  if (/base branch was modified/i.test(words)) throw new Retryable(words, { retryAfterMs: 1000 });
  const after = await judge(repo, wish);
  if (after) return after;
  return { outcome: /conflict/i.test(words) ? "conflict" : "blocked", words };
}

async function judge(
  repo: Repo,
  { number, sha }: { number: number; sha: string },
): Promise<Merged | undefined> {
  const pull = await readPullRequest(repo, number);
  if (pull.state === "merged")
    return { outcome: "merged", sha: pull.mergedSha ?? pull.headSha, before: true };
  if (pull.state === "closed") return { outcome: "closed", words: `#${number} was closed without merging` };
  if (pull.headSha !== sha) return { outcome: "moved", headSha: pull.headSha };
  // Somebody pushed its branch back onto what is merged already: GitHub refuses that for ever, and calls it mergeable.
  if (pull.commits === 0) return { outcome: "conflict", words: `#${number} has nothing over ${pull.base}` };
  if (pull.mergeable === false)
    return { outcome: "conflict", words: `#${number} conflicts with ${pull.base}` };
  return undefined;
}

const Answer = z.object({ sha: z.string() });
