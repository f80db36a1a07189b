import type { HubContext } from "../context.ts";
import type { CheckSuite } from "../rows.ts";
import { renderMaker } from "./check-run.ts";
import { renderSimpleCommit } from "./commit.ts";
import { nodeId } from "./node-id.ts";
import { pullsOfHead, renderPullMinimal } from "./pull.ts";
import { renderRepo, repoUrl } from "./repo.ts";

/** GitHub's `check-suite`. */
export async function renderCheckSuite(ctx: HubContext, suite: CheckSuite) {
  const repo = ctx.state.repos.must(suite.repoId);
  const url = `${repoUrl(ctx, repo)}/check-suites/${suite.id}`;
  const commit = await ctx.git(repo).readCommit(suite.headSha);
  if (!commit) throw new Error(`check suite ${suite.id} is about ${suite.headSha}, which git does not have`);
  return {
    id: suite.id,
    node_id: nodeId("CS", suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: suite.status,
    conclusion: suite.conclusion,
    url,
    before: commit.parents[0] ?? null,
    after: suite.headSha,
    pull_requests: pullsOfHead(ctx, repo, suite.headSha).map((pull) => renderPullMinimal(ctx, pull)),
    app: renderMaker(ctx, suite.maker),
    repository: renderRepo(ctx, repo),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
    head_commit: renderSimpleCommit(commit),
    latest_check_runs_count: ctx.state.checkRuns.where("suiteId", suite.id).length,
    check_runs_url: `${url}/check-runs`,
  };
}
