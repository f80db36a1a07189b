import type { HubContext } from "./context.ts";
import type { Installation, Permissions, Repo, Token } from "./rows.ts";
import { seedUser } from "./seed.ts";
import { timestamp } from "./state.ts";

const HOUR = 3_600_000;

/** An installation access token: good for one hour, for these repositories and permissions only. */
export function mintInstallationToken(
  ctx: HubContext,
  installation: Installation,
  scope: { repoIds: number[]; permissions: Permissions },
): Token {
  return ctx.state.tokens.put({
    id: ctx.nextId(),
    token: `ghs_${ctx.random(18).toString("hex")}`,
    kind: "installation",
    userId: ctx.bot().id,
    scope: { ...scope, installationId: installation.id, expiresAt: timestamp(Date.now() + HOUR) },
  });
}

/** A job's GITHUB_TOKEN: this repository, the workflow's permissions, at most six hours. */
export function mintJobToken(ctx: HubContext, repo: Repo, permissions: Permissions): Token {
  return ctx.state.tokens.put({
    id: ctx.nextId(),
    token: `ghs_${ctx.random(18).toString("hex")}`,
    kind: "job",
    userId: seedUser(ctx, "github-actions[bot]", "Bot").id,
    scope: {
      installationId: null,
      repoIds: [repo.id],
      permissions,
      expiresAt: timestamp(Date.now() + 6 * HOUR),
    },
  });
}
