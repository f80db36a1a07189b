import { notFound } from "../errors.ts";
import { log, readCommit } from "../git/commits.ts";
import { diffFiles } from "../git/diff.ts";
import { countCommits, mergeBase } from "../git/merge.ts";
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
    await readCommit(git(call), left.replace(owner, "")),
    await readCommit(git(call), right.replace(owner, "")),
  ];
  const common = base && head ? await mergeBase(git(call), base.sha, head.sha) : undefined;
  const shared = common === undefined ? undefined : await readCommit(git(call), common);
  if (!base || !head || !shared) throw notFound();
  const [ahead, behind] = [
    await countCommits(git(call), base.sha, head.sha),
    await countCommits(git(call), head.sha, base.sha),
  ];
  const commits = (await log(git(call), "--max-count=250", `${base.sha}..${head.sha}`)).reverse();
  const files = await diffFiles(git(call), shared.sha, head.sha);
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
