import { z } from "zod";
import { notFound, Refusal } from "../errors.ts";
import { authorOf } from "../model/author.ts";
import { editIssue } from "../model/edit-issue.ts";
import { mergePull } from "../model/merge-pull.ts";
import { changeBase, commitsOf, createPull, pullNumbered } from "../model/pulls.ts";
import { paginate } from "../pages.ts";
import { renderCommit, renderFileDiff } from "../render/commit.ts";
import { renderPull, renderPullSimple } from "../render/pull.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import type { Pull } from "../rows.ts";
import type { FileDiff } from "../git/git.ts";

const READ = { permission: "pull_requests:read", role: "read" } as const;
const WRITE = { permission: "pull_requests:write", role: "write" } as const;
const PULL = "/pulls/{pull_number}";

export const pullRoutes: Route[] = [
  repoRoute("GET", "/pulls", READ, list),
  repoRoute("POST", "/pulls", WRITE, create),
  repoRoute("GET", PULL, READ, async (call) => ({
    status: 200,
    json: await renderPull(call.ctx, pullOf(call)),
  })),
  repoRoute("PATCH", PULL, WRITE, update),
  repoRoute("GET", `${PULL}/files`, READ, files),
  repoRoute("GET", `${PULL}/commits`, READ, async (call) =>
    paginate(call, await commitsOf(call.ctx, pullOf(call)), (commit) =>
      renderCommit(call.ctx, call.repo, commit),
    ),
  ),
  repoRoute("GET", `${PULL}/merge`, READ, (call) => {
    if (!pullOf(call).mergedAt) throw notFound();
    return { status: 204 };
  }),
  repoRoute("PUT", `${PULL}/merge`, { permission: "contents:write", role: "write" }, merge),
];

/** The pull request that the path names. */
export function pullOf(call: RepoCall): Pull {
  return pullNumbered(call.ctx, call.repo, Number(call.params["pull_number"]));
}

const NewPull = z.object({
  title: z.string(),
  body: z.string().nullish(),
  head: z.string(),
  base: z.string(),
  draft: z.boolean().optional(),
});

async function create(call: RepoCall): Promise<Answer> {
  if (call.actor.kind === "job")
    throw new Refusal(403, "GitHub Actions is not permitted to create or approve pull requests.");
  const pull = await createPull(call.ctx, call.repo, authorOf(call.actor), bodyOf(call, NewPull));
  return { status: 201, json: await renderPull(call.ctx, pull) };
}

const PullPatch = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]).optional(),
  base: z.string().optional(),
});

async function update(call: RepoCall): Promise<Answer> {
  const { base, ...change } = bodyOf(call, PullPatch);
  const pull = pullOf(call);
  const by = authorOf(call.actor);
  if (base) await changeBase(call.ctx, pull, by, base);
  await editIssue(call.ctx, call.ctx.state.issues.must(pull.issueId), by, change);
  return { status: 200, json: await renderPull(call.ctx, pullOf(call)) };
}

function list(call: RepoCall): Answer {
  const { ctx, repo, query } = call;
  const state = query.get("state") ?? "open";
  const head = query.get("head")?.replace(/^[^:]*:/, "");
  const base = query.get("base");
  const rows = ctx.state.pulls.filter(
    (pull) =>
      pull.repoId === repo.id &&
      (state === "all" || ctx.state.issues.must(pull.issueId).state === state) &&
      (!head || pull.headRef === head) &&
      (!base || pull.baseRef === base),
  );
  const newestFirst = query.get("direction") !== "asc";
  rows.sort((a, b) => (newestFirst ? b.number - a.number : a.number - b.number));
  return paginate(call, rows, (pull) => renderPullSimple(ctx, pull));
}

/** What the pull request changes, against where it branched off. */
export async function filesOf(call: RepoCall): Promise<FileDiff[]> {
  const { baseSha, headSha } = pullOf(call);
  const git = call.ctx.git(call.repo);
  return git.diffFiles((await git.mergeBase(baseSha, headSha)) ?? null, headSha);
}

async function files(call: RepoCall): Promise<Answer> {
  const { headSha } = pullOf(call);
  return paginate(call, await filesOf(call), (file) => renderFileDiff(call.ctx, call.repo, file, headSha));
}

const MergeOrder = z.object({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(["merge", "squash", "rebase"]).default("merge"),
});

async function merge(call: RepoCall): Promise<Answer> {
  const order = bodyOf(call, MergeOrder);
  const sha = await mergePull(call.ctx, pullOf(call), call.actor, {
    method: order.merge_method,
    sha: order.sha,
    title: order.commit_title,
    message: order.commit_message,
  });
  return { status: 200, json: { sha, merged: true, message: "Pull Request successfully merged" } };
}
