import { z } from "zod";
import { userOf } from "../actor.ts";
import { Refusal } from "../errors.ts";
import { paginate } from "../pages.ts";
import { renderCommit } from "../render/commit.ts";
import { renderRepo, repoUrl } from "../render/repo.ts";
import { renderStatus } from "../render/status.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import type { Status } from "../rows.ts";
import { timestamp } from "../state.ts";
import { commitOf } from "./commits.ts";

const READ = { permission: "statuses:read", role: "read" } as const;
const WRITE = { permission: "statuses:write", role: "write" } as const;

export const statusRoutes: Route[] = [
  repoRoute("POST", "/statuses/{sha}", WRITE, create),
  repoRoute("GET", "/commits/{ref}/status", READ, combined),
  repoRoute("GET", "/commits/{ref}/statuses", READ, async (call) => {
    const { sha } = await commitOf(call, call.params["ref"] ?? "");
    return paginate(call, statusesOf(call, sha).reverse(), (row) => renderStatus(call.ctx, row));
  }),
];

const NewStatus = z.object({
  state: z.enum(["error", "failure", "pending", "success"]),
  context: z.string().default("default"),
  description: z.string().max(140).nullish(),
  target_url: z.string().nullish(),
});

async function create(call: RepoCall): Promise<Answer> {
  const { ctx, repo } = call;
  const sha = call.params["sha"] ?? "";
  if ((await ctx.git(repo).typeOf(sha)) !== "commit")
    throw new Refusal(422, `No commit found for SHA: ${sha}`);
  const wanted = bodyOf(call, NewStatus);
  const row = ctx.state.statuses.put({
    id: ctx.nextId(),
    repoId: repo.id,
    sha,
    state: wanted.state,
    context: wanted.context,
    description: wanted.description ?? null,
    targetUrl: wanted.target_url ?? null,
    creatorId: userOf(call.actor).id,
    createdAt: timestamp(),
  });
  await announce(call, row);
  return { status: 201, json: renderStatus(ctx, row) };
}

function statusesOf(call: RepoCall, sha: string): Status[] {
  return call.ctx.state.statuses.where("sha", sha).filter((row) => row.repoId === call.repo.id);
}

/** The newest status of each context; without any it is `pending`, as GitHub has it. */
async function combined(call: RepoCall): Promise<Answer> {
  const { ctx, repo } = call;
  const { sha } = await commitOf(call, call.params["ref"] ?? "");
  const latest = [...new Map(statusesOf(call, sha).map((row) => [row.context, row])).values()];
  const states = latest.map((row) => row.state);
  const bad = states.some((state) => state === "error" || state === "failure");
  const pending = states.length === 0 || states.includes("pending");
  const url = `${repoUrl(ctx, repo)}/commits/${sha}`;
  const page = paginate(call, latest, (row) => renderStatus(ctx, row));
  const json = {
    state: bad ? "failure" : pending ? "pending" : "success",
    statuses: page.json,
    sha,
    total_count: latest.length,
    repository: renderRepo(ctx, repo),
    commit_url: url,
    url: `${url}/status`,
  };
  return { ...page, json };
}

async function announce(call: RepoCall, row: Status): Promise<void> {
  const { ctx, repo } = call;
  const commit = await ctx.git(repo).readCommit(row.sha);
  if (!commit) throw new Error(`git does not find ${row.sha}, which it just had`);
  const branches = [];
  for (const ref of ctx.state.refs.filter(
    (one) => one.repoId === repo.id && one.ref.startsWith("refs/heads/"),
  ))
    if (await ctx.git(repo).isAncestor(row.sha, ref.sha)) {
      const tip = { sha: ref.sha, url: `${repoUrl(ctx, repo)}/commits/${ref.sha}` };
      branches.push({ name: ref.ref.slice("refs/heads/".length), commit: tip, protected: false });
    }
  const { state, context, description, sha } = row;
  const payload = {
    id: row.id,
    sha,
    name: ctx.fullName(repo),
    target_url: row.targetUrl,
    context,
    description,
    state,
    commit: renderCommit(ctx, repo, commit),
    branches: branches.slice(0, 10),
    created_at: row.createdAt,
    updated_at: row.createdAt,
  };
  ctx.emit({ name: "status", repo, sender: userOf(call.actor), payload });
}
