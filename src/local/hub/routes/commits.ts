import { notFound, Refusal } from "../errors.ts";
import { pageNumbers, paginate } from "../pages.ts";
import { renderCommit, renderFileDiff } from "../render/commit.ts";
import { pullsOfHead, renderPullSimple } from "../render/pull.ts";
import { type Answer, type RepoCall, repoRoute, type Route } from "../router.ts";
import { CONTENTS_READ } from "./contents-access.ts";
import type { Commit } from "../git/git.ts";

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
];

const git = (call: RepoCall) => call.ctx.git(call.repo);

/** The commit that a path's `{ref}` names. */
export async function commitOf(call: RepoCall, name: string): Promise<Commit> {
  const commit = await git(call).readCommit(name.replace(/^(heads|tags)\//, "refs/$1/"));
  if (!commit) throw new Refusal(422, `No commit found for SHA: ${name}`);
  return commit;
}

async function list(call: RepoCall): Promise<Answer> {
  const name = call.query.get("sha") ?? call.repo.defaultBranch;
  const sha = await git(call).resolve(name);
  if (!sha) {
    if (call.query.has("sha")) throw notFound();
    throw new Refusal(409, "Git Repository is empty.");
  }
  const { size, page } = pageNumbers(call);
  const path = call.query.get("path");
  const range = { from: sha, skip: (page - 1) * size, max: size };
  const commits = await git(call).log({ ...range, ...(path && { path }) });
  return { status: 200, json: commits.map((commit) => renderCommit(call.ctx, call.repo, commit)) };
}

async function get(call: RepoCall): Promise<Answer> {
  const commit = await commitOf(call, call.params["ref"] ?? "");
  const diff = await git(call).diffFiles(commit.parents[0] ?? null, commit.sha);
  const additions = diff.reduce((sum, file) => sum + file.additions, 0);
  const deletions = diff.reduce((sum, file) => sum + file.deletions, 0);
  const files = diff.map((file) => renderFileDiff(call.ctx, call.repo, file, commit.sha));
  const stats = { additions, deletions, total: additions + deletions };
  return { status: 200, json: { ...renderCommit(call.ctx, call.repo, commit), stats, files } };
}
