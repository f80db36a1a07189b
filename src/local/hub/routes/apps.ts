import { z } from "zod";
import type { HubContext } from "../context.ts";
import { notFound, Refusal, validationFailed } from "../errors.ts";
import { paginate } from "../pages.ts";
import { grants } from "../permissions.ts";
import { renderApp, renderInstallation } from "../render/installation.ts";
import { renderRepo } from "../render/repo.ts";
import { type Answer, bodyOf, type Call, globalRoute, repoRoute, type Route } from "../router.ts";
import type { Installation, Permissions } from "../rows.ts";
import { mintInstallationToken } from "../tokens.ts";

/** The App about itself, its installations and their tokens. */
export const appRoutes: Route[] = [
  globalRoute("GET", "/app", "jwt", ({ ctx }) => ({ status: 200, json: renderApp(ctx) })),
  globalRoute("GET", "/app/installations", "jwt", (call) =>
    paginate(
      call,
      call.ctx.state.installations.filter(() => true),
      (row) => renderInstallation(call.ctx, row),
    ),
  ),
  globalRoute("GET", "/app/installations/{installation_id}", "jwt", (call) => ({
    status: 200,
    json: renderInstallation(call.ctx, installationOf(call)),
  })),
  globalRoute("POST", "/app/installations/{installation_id}/access_tokens", "jwt", createToken),
  globalRoute("GET", "/installation/repositories", "installation", listRepositories),
  globalRoute("GET", "/rate_limit", "anyone", rateLimit),
];

/** `GET /repos/{owner}/{repo}/installation` is the App's own question, asked with its JWT. */
export const repoInstallationRoute: Route = globalRoute(
  "GET",
  "/repos/{owner}/{repo}/installation",
  "jwt",
  ({ ctx, params }) => {
    const repo = ctx.repoNamed(params["owner"] ?? "", params["repo"] ?? "");
    const row = repo && ctx.state.installations.find((one) => one.repoIds.includes(repo.id));
    if (!row) throw notFound();
    return { status: 200, json: renderInstallation(ctx, row) };
  },
);

export const repositoryRoute: Route = repoRoute(
  "GET",
  "",
  { permission: "metadata:read", role: "read" },
  ({ ctx, repo }) => ({ status: 200, json: renderRepo(ctx, repo) }),
);

function installationOf(call: Call): Installation {
  const row = call.ctx.state.installations.get(Number(call.params["installation_id"]));
  if (!row) throw notFound();
  return row;
}

const TokenRequest = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number()).optional(),
  permissions: z.record(z.string(), z.enum(["read", "write"])).optional(),
});

function createToken(call: Call): Answer {
  const { ctx } = call;
  const installation = installationOf(call);
  const wanted = bodyOf(call, TokenRequest);
  const repoIds = chosenRepos(ctx, installation, wanted);
  const permissions = narrowed(ctx.app.permissions, wanted.permissions);
  const row = mintInstallationToken(ctx, installation, { repoIds, permissions });
  const chosen = wanted.repositories || wanted.repository_ids;
  const json = {
    token: row.token,
    expires_at: row.scope?.expiresAt,
    permissions,
    repository_selection: "selected",
    ...(chosen ? { repositories: repoIds.map((id) => renderRepo(ctx, ctx.state.repos.must(id))) } : {}),
  };
  return { status: 201, json };
}

function chosenRepos(
  ctx: HubContext,
  installation: Installation,
  wanted: z.infer<typeof TokenRequest>,
): number[] {
  if (!wanted.repositories && !wanted.repository_ids) return installation.repoIds;
  const chosen = installation.repoIds.filter(
    (id) =>
      wanted.repository_ids?.includes(id) || wanted.repositories?.includes(ctx.state.repos.must(id).name),
  );
  const asked = (wanted.repositories?.length ?? 0) + (wanted.repository_ids?.length ?? 0);
  if (chosen.length === asked) return chosen;
  throw new Refusal(
    422,
    "There is at least one repository that does not exist or is not accessible to the parent installation.",
  );
}

function narrowed(held: Permissions, wanted: Permissions | undefined): Permissions {
  const metadata: Permissions = { metadata: "read" };
  if (!wanted) return { ...metadata, ...held };
  for (const [name, level] of Object.entries(wanted))
    if (!grants(held, `${name}:${level}`))
      throw new Refusal(422, "The permissions requested are not granted to this installation.");
  if (Object.keys(wanted).length === 0) throw validationFailed("permissions must not be empty");
  return { ...metadata, ...wanted };
}

function listRepositories(call: Call): Answer {
  const { actor, ctx } = call;
  const ids = "scope" in actor ? actor.scope.repoIds : [];
  const rows = ids.map((id) => ctx.state.repos.must(id));
  const page = paginate(call, rows, (row) => renderRepo(ctx, row));
  return {
    ...page,
    json: { total_count: rows.length, repository_selection: "selected", repositories: page.json },
  };
}

function rateLimit(): Answer {
  const core = { limit: 5000, used: 1, remaining: 4999, reset: Math.ceil(Date.now() / 3_600_000) * 3600 };
  return { status: 200, json: { resources: { core, search: core, graphql: core }, rate: core } };
}
