import { notFound, Refusal } from "../errors.ts";
import { type Commit, log, readCommit, resolve } from "../git/commits.ts";
import { diffFiles } from "../git/diff.ts";
import { countCommits, mergeBase } from "../git/merge.ts";
import { rulesFor } from "../model/branch-rules.ts";
import { pageNumbers, paginate } from "../pages.ts";
import { renderCommit, renderFileDiff } from "../render/commit.ts";
import { pullsOfHead, renderPullSimple } from "../render/pull.ts";
import { repoUrl } from "../render/repo.ts";
import { type Answer, type RepoCall, repoRoute, type Route } from "../router.ts";
import { CONTENTS_READ } from "./git-objects.ts";

export const commitRoutes: Route[] = [
  repoRoute("GET", "/commits", CONTENTS_READ, list),
  repoRoute("GET", "/commits/{ref}", CONTENTS_READ, get),
  repoRoute(
    "GET",
    "/commits/{commit_sha}/pulls",
    { permission: "pull_requests:read", role: "read" },
    (call) =>
      paginate(call, pullsOfHead(call.ctx, call.repo, call.params["commit_sha"] ?? ""), (pull) =>
        renderPullSimple(call.ctx, pull),
      ),
  ),
  repoRoute("GET", "/compare/{basehead}", CONTENTS_READ, compare),
  repoRoute("GET", "/branches", CONTENTS_READ, listBranches),
  repoRoute("GET", "/branches/{branch}", CONTENTS_READ, getBranch),
];

const git = (call: RepoCall) => call.ctx.git(call.repo);

/** The commit that a path's `{ref}` names. */
export async function commitOf(call: RepoCall, name: string): Promise<Commit> {
  const commit = await readCommit(git(call), name.replace(/^(heads|tags)\//, "refs/$1/"));
  if (!commit) throw new Refusal(422, `No commit found for SHA: ${name}`);
  return commit;
}

async function list(call: RepoCall): Promise<Answer> {
  const name = call.query.get("sha") ?? call.repo.defaultBranch;
  const sha = await resolve(git(call), name);
  if (!sha) {
    if (call.query.has("sha")) throw notFound();
    throw new Refusal(409, "Git Repository is empty.");
  }
  const { size, page } = pageNumbers(call);
  const path = call.query.get("path");
  const args = [`--skip=${(page - 1) * size}`, `--max-count=${size}`, sha];
  const commits = path ? await log(git(call), ...args, "--", path) : await log(git(call), ...args);
  return { status: 200, json: commits.map((commit) => renderCommit(call.ctx, call.repo, commit)) };
}

async function get(call: RepoCall): Promise<Answer> {
  const commit = await commitOf(call, call.params["ref"] ?? "");
  const diff = await diffFiles(git(call), commit.parents[0] ?? null, commit.sha);
  const additions = diff.reduce((sum, file) => sum + file.additions, 0);
  const deletions = diff.reduce((sum, file) => sum + file.deletions, 0);
  const files = diff.map((file) => renderFileDiff(call.ctx, call.repo, file, commit.sha));
  const stats = { additions, deletions, total: additions + deletions };
  return { status: 200, json: { ...renderCommit(call.ctx, call.repo, commit), stats, files } };
}

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

async function listBranches(call: RepoCall): Promise<Answer> {
  const text = await git(call).text([
    "for-each-ref",
    "--format=%(refname:lstrip=2) %(objectname)",
    "refs/heads",
  ]);
  const pairs = text
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split(" ") as [string, string]);
  return paginate(call, pairs, ([name, sha]) => ({
    name,
    commit: { sha, url: `${repoUrl(call.ctx, call.repo)}/commits/${sha}` },
    protected: rulesFor(call.ctx, call.repo, name).length > 0,
  }));
}

async function getBranch(call: RepoCall): Promise<Answer> {
  const name = call.params["branch"] ?? "";
  const commit = await readCommit(git(call), `refs/heads/${name}`);
  if (!commit) throw new Refusal(404, "Branch not found");
  const url = `${repoUrl(call.ctx, call.repo)}/branches/${name}`;
  const html = `${call.ctx.url}/${call.ctx.fullName(call.repo)}/tree/${name}`;
  const json = {
    name,
    commit: renderCommit(call.ctx, call.repo, commit),
    _links: { self: url, html },
    protected: rulesFor(call.ctx, call.repo, name).length > 0,
    protection: {
      enabled: false,
      required_status_checks: { enforcement_level: "off", contexts: [], checks: [] },
    },
    protection_url: `${url}/protection`,
  };
  return { status: 200, json };
}
