import { z } from "zod";
import type { Repo } from "./client.ts";

export type CommitStatus = Readonly<{
  context: string;
  state: "pending" | "success" | "failure" | "error";
  /** Cut at 140 characters, GitHub's limit. */
  description: string;
  targetUrl?: string;
}>;

/** Shows a commit status; writes nothing when the latest one with this context already says the same. */
export async function ensureStatus(
  { octokit, ...where }: Repo,
  sha: string,
  status: CommitStatus,
): Promise<{ changed: boolean }> {
  const { data } = await octokit.rest.repos.getCombinedStatusForRef({ ...where, ref: sha, per_page: 100 });
  const shown = Combined.parse(data).statuses.find(({ context }) => context === status.context);
  const description = status.description.slice(0, 140);
  const target = status.targetUrl ?? null;
  if (shown?.state === status.state && shown.description === description && shown.target_url === target) {
    return { changed: false };
  }
  const { context, state } = status;
  await octokit.rest.repos.createCommitStatus({
    ...where,
    sha,
    context,
    state,
    description,
    ...(status.targetUrl !== undefined && { target_url: status.targetUrl }),
  });
  return { changed: true };
}

const Combined = z.object({
  statuses: z.array(
    z.object({
      context: z.string(),
      state: z.string(),
      description: z.string().nullable(),
      target_url: z.string().nullable(),
    }),
  ),
});
