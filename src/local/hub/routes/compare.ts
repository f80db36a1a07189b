import { notFound } from "../errors.ts";
import { renderCommit, renderFileDiff } from "../render/commit.ts";
import { repoUrl } from "../render/repo.ts";
import { type Answer, type RepoCall, repoRoute, type Route } from "../router.ts";
import { CONTENTS_READ } from "./contents-access.ts";

export const compareRoutes: Route[] = [repoRoute("GET", "/compare/{basehead}", CONTENTS_READ, compare)];

const git = (call: RepoCall) => call.ctx.git(call.repo);

async function compare(call: RepoCall): Promise<Answer> {
  const [left = "", right = ""] = (call.params["basehead"] ?? "").split("...");
  const owner = `${call.ctx.ownerOf(call.repo).login}:`;
  const [base, head] = [
    await git(call).readCommit(left.replace(owner, "")),
    await git(call).readCommit(right.replace(owner, "")),
  ];
  const common = base && head ? await git(call).mergeBase(base.sha, head.sha) : undefined;
  const shared = common === undefined ? undefined : await git(call).readCommit(common);
  if (!base || !head || !shared) throw notFound();
  const [ahead, behind] = [
    await git(call).countCommits(base.sha, head.sha),
    await git(call).countCommits(head.sha, base.sha),
  ];
  const commits = (await git(call).log({ from: head.sha, not: [base.sha], max: 250 })).reverse();
  const files = await git(call).diffFiles(shared.sha, head.sha);
  const url = `${repoUrl(call.ctx, call.repo)}/compare/${left}...${right}`;
  const html = `${call.ctx.url}/${call.ctx.fullName(call.repo)}/compare/${left}...${right}`;
  const json = {
    url,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: renderCommit(call.ctx, call.repo, base),
    merge_base_commit: renderCommit(call.ctx, call.repo, shared),
    status: ahead > 0 ? (behind > 0 ? "diverged" : "ahead") : behind > 0 ? "behind" : "identical",
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits.map((commit) => renderCommit(call.ctx, call.repo, commit)),
    files: files.map((file) => renderFileDiff(call.ctx, call.repo, file, head.sha)),
  };
  return { status: 200, json };
}
