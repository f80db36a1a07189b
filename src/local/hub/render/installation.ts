import type { HubContext } from "../context.ts";
import type { Installation, User } from "../rows.ts";
import { timestamp } from "../state.ts";
import { nodeId } from "./node-id.ts";
import { renderUser } from "./user.ts";

/** The short form that rides on every webhook. */
export function renderInstallationId(installation: Installation) {
  return { id: installation.id, node_id: nodeId("Installation", installation.id) };
}

/** GitHub's `installation`. */
export function renderInstallation(ctx: HubContext, installation: Installation) {
  const account = ctx.state.users.must(installation.accountId);
  return {
    id: installation.id,
    client_id: clientId(ctx.app.id),
    account: renderUser(ctx, account),
    repository_selection: "selected",
    access_tokens_url: `${ctx.url}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${ctx.url}/installation/repositories`,
    html_url: `${ctx.url}/settings/installations/${installation.id}`,
    app_id: ctx.app.id,
    app_slug: ctx.app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: ctx.app.permissions,
    events: ctx.app.events,
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  };
}

const clientId = (app: number): string => `Iv1.${app.toString(16).padStart(16, "0")}`;

/** GitHub's `integration`: the App under test. */
export function renderApp(ctx: HubContext) {
  return renderIntegration(ctx, { ...ctx.app, owner: ctx.bot() });
}

/** GitHub's `integration` for the one that makes workflow runs. */
export function renderActionsApp(ctx: HubContext) {
  const owner = ctx.userNamed("github-actions[bot]") ?? ctx.bot();
  const permissions = { actions: "write", checks: "write", contents: "read", metadata: "read" };
  return renderIntegration(ctx, {
    id: 15368,
    slug: "github-actions",
    name: "GitHub Actions",
    owner,
    permissions,
    events: [],
  });
}

type Integration = {
  id: number;
  slug: string;
  name: string;
  owner: User;
  permissions: object;
  events: string[];
};

function renderIntegration(ctx: HubContext, app: Integration) {
  const born = timestamp(Date.UTC(2026, 0, 1));
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId("App", app.id),
    client_id: clientId(app.id),
    owner: renderUser(ctx, app.owner),
    name: app.name,
    description: null,
    external_url: ctx.url,
    html_url: `${ctx.url}/apps/${app.slug}`,
    created_at: born,
    updated_at: born,
    permissions: app.permissions,
    events: app.events.filter((event) => !UNLISTED.has(event)),
    installations_count: ctx.state.installations.filter(() => true).length,
  };
}

/** Newer events, which GitHub's description of an App does not list. */
const UNLISTED = new Set(["sub_issues", "issue_dependencies", "workflow_job"]);
