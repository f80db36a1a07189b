import type { HubContext } from "../context.ts";
import type { Repo } from "../rows.ts";
import { nodeId } from "./node-id.ts";
import { renderUser } from "./user.ts";

const rendered = new WeakMap<Repo, { at: string; issues: number; value: ReturnType<typeof render> }>();

/** GitHub's `full-repository`, which also serves where less is asked for. Rendered anew when an issue has changed. */
export function renderRepo(ctx: HubContext, repo: Repo) {
  const [at, issues] = [ctx.url, ctx.state.issues.version];
  const known = rendered.get(repo);
  if (known?.at === at && known.issues === issues) return known.value;
  const value = render(ctx, repo);
  rendered.set(repo, { at, issues, value });
  return value;
}

function render(ctx: HubContext, repo: Repo) {
  const name = ctx.fullName(repo);
  const api = repoUrl(ctx, repo);
  const open = ctx.state.issues
    .where("state", "open")
    .filter((one) => one.repoId === repo.id && !one.deleted).length;
  return {
    id: repo.id,
    node_id: nodeId("Repository", repo.id),
    name: repo.name,
    full_name: name,
    owner: renderUser(ctx, ctx.ownerOf(repo)),
    private: repo.private,
    visibility: repo.private ? "private" : "public",
    html_url: `${ctx.url}/${name}`,
    description: null,
    fork: false,
    url: api,
    ...addresses(ctx, api, name),
    created_at: repo.createdAt,
    updated_at: repo.pushedAt,
    pushed_at: repo.pushedAt,
    homepage: null,
    size: 0,
    language: null,
    license: null,
    default_branch: repo.defaultBranch,
    topics: [],
    ...ZEROES,
    open_issues_count: open,
    open_issues: open,
    ...SWITCHES,
  };
}

export const repoUrl = (ctx: HubContext, repo: Repo): string => `${ctx.url}/repos/${ctx.fullName(repo)}`;

const known = new Map<string, ReturnType<typeof newAddresses>>();

function addresses(ctx: HubContext, api: string, name: string): ReturnType<typeof newAddresses> {
  const made = known.get(api) ?? newAddresses(ctx, api, name);
  if (known.size > 100) known.clear();
  known.set(api, made);
  return made;
}

function newAddresses(ctx: HubContext, api: string, name: string) {
  const links = Object.entries(LINKS).map(([field, tail]) => [`${field}_url`, `${api}/${tail}`]);
  return {
    ...(Object.fromEntries(links) as Record<`${keyof typeof LINKS}_url`, string>),
    git_url: `${ctx.url.replace(/^http/, "git")}/${name}.git`,
    ssh_url: `git@localhost:${name}.git`,
    clone_url: `${ctx.url}/${name}.git`,
    svn_url: `${ctx.url}/${name}`,
    mirror_url: null,
  };
}

const LINKS = {
  archive: "{archive_format}{/ref}",
  assignees: "assignees{/user}",
  blobs: "git/blobs{/sha}",
  branches: "branches{/branch}",
  collaborators: "collaborators{/collaborator}",
  comments: "comments{/number}",
  commits: "commits{/sha}",
  compare: "compare/{base}...{head}",
  contents: "contents/{+path}",
  contributors: "contributors",
  deployments: "deployments",
  downloads: "downloads",
  events: "events",
  forks: "forks",
  git_commits: "git/commits{/sha}",
  git_refs: "git/refs{/sha}",
  git_tags: "git/tags{/sha}",
  hooks: "hooks",
  issue_comment: "issues/comments{/number}",
  issue_events: "issues/events{/number}",
  issues: "issues{/number}",
  keys: "keys{/key_id}",
  labels: "labels{/name}",
  languages: "languages",
  merges: "merges",
  milestones: "milestones{/number}",
  notifications: "notifications{?since,all,participating}",
  pulls: "pulls{/number}",
  releases: "releases{/id}",
  stargazers: "stargazers",
  statuses: "statuses/{sha}",
  subscribers: "subscribers",
  subscription: "subscription",
  tags: "tags",
  teams: "teams",
  trees: "git/trees{/sha}",
} as const;

const ZEROES = {
  stargazers_count: 0,
  watchers_count: 0,
  forks_count: 0,
  network_count: 0,
  subscribers_count: 0,
  watchers: 0,
  forks: 0,
};

const SWITCHES = {
  has_issues: true,
  has_projects: false,
  has_downloads: false,
  has_wiki: false,
  has_pages: false,
  has_discussions: false,
  archived: false,
  disabled: false,
  is_template: false,
  allow_forking: true,
  web_commit_signoff_required: false,
};
