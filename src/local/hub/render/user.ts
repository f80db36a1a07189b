import type { HubContext } from "../context.ts";
import type { User } from "../rows.ts";
import { nodeId } from "./node-id.ts";

const rendered = new WeakMap<User, { at: string; value: ReturnType<typeof render> }>();

/** GitHub's `simple-user`. Rendered once, since a user is on almost everything. */
export function renderUser(ctx: HubContext, user: User) {
  const known = rendered.get(user);
  if (known?.at === ctx.url) return known.value;
  const value = render(ctx, user);
  rendered.set(user, { at: ctx.url, value });
  return value;
}

function render(ctx: HubContext, user: User) {
  const api = `${ctx.url}/users/${encodeURIComponent(user.login)}`;
  const path = user.type === "Bot" ? `apps/${user.login.replace("[bot]", "")}` : user.login;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId("User", user.id),
    avatar_url: `${ctx.url}/avatars/${user.id}`,
    gravatar_id: "",
    url: api,
    html_url: `${ctx.url}/${path}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: user.type,
    user_view_type: "public",
    site_admin: false,
  };
}

/** The user a row names, where GitHub allows `null`. */
export function renderUserId(ctx: HubContext, id: number | null) {
  const user = ctx.state.users.get(id);
  return user ? renderUser(ctx, user) : null;
}
