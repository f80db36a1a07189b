import { Refusal } from "../errors.ts";
import { rulesFor } from "../model/branch-rules.ts";
import { paginate } from "../pages.ts";
import { renderCommit } from "../render/commit.ts";
import { repoUrl } from "../render/repo.ts";
import { type Answer, type RepoCall, repoRoute, type Route } from "../router.ts";
import { CONTENTS_READ } from "./contents-access.ts";

export const branchRoutes: Route[] = [
  repoRoute("GET", "/branches", CONTENTS_READ, listBranches),
  repoRoute("GET", "/branches/{branch}", CONTENTS_READ, getBranch),
];

const git = (call: RepoCall) => call.ctx.git(call.repo);

async function listBranches(call: RepoCall): Promise<Answer> {
  const all = [...(await git(call).refs("refs/heads"))];
  const pairs = all.map(([ref, sha]) => [ref.slice("refs/heads/".length), sha] as const);
  return paginate(call, pairs, ([name, sha]) => ({
    name,
    commit: { sha, url: `${repoUrl(call.ctx, call.repo)}/commits/${sha}` },
    protected: rulesFor(call.ctx, call.repo, name).length > 0,
  }));
}

async function getBranch(call: RepoCall): Promise<Answer> {
  const name = call.params["branch"] ?? "";
  const commit = await git(call).readCommit(`refs/heads/${name}`);
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
