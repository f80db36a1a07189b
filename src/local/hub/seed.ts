import type { ActionsSettings, HubContext } from "./context.ts";
import { deleteIssue, issueNumbered } from "./model/issues.ts";
import { adoptBranches } from "./model/refs.ts";
import { renderInstallation } from "./render/installation.ts";
import { renderRepo } from "./render/repo.ts";
import type { BranchRule, Installation, Repo, Role, User } from "./rows.ts";
import { timestamp } from "./state.ts";

type WantedRepo = {
  owner: string;
  name: string;
  defaultBranch: string;
  private?: boolean;
  /** The next issue's number is above. */
  numbersAbove?: number;
};

/** What GitHub's web pages are for: accounts, repositories, roles, installing the App. Doing one twice does nothing. */
export type Seed = ReturnType<typeof createSeed>;

export function createSeed(ctx: HubContext) {
  return {
    user: (login: string, more: { type?: User["type"] } = {}) => seedUser(ctx, login, more.type),
    repo: (wanted: WantedRepo) => seedRepo(ctx, wanted),
    /**
     * Takes these branches as they are in git, as if they had been pushed before anybody listened: no workflow starts
     * for it. Pull requests follow their branches all the same.
     */
    branches: (repo: Repo, login: string, names: readonly string[]) =>
      ctx.lock(repo, () => adoptBranches(ctx, repo, seedUser(ctx, login), names)),
    collaborator: (repo: Repo, login: string, role: Role) => seedCollaborator(ctx, repo, login, role),
    install: (repo: Repo) => seedInstallation(ctx, repo),
    /** A personal token that may do what the person may. */
    token: (login: string) => seedToken(ctx, login),
    /** A person deletes an issue, which the API cannot. */
    deleteIssue: (repo: Repo, number: number, login: string) =>
      deleteIssue(ctx, issueNumbered(ctx, repo, number), { user: seedUser(ctx, login), viaApp: false }),
    /** The repository's secrets and variables for workflows; kept in memory only. */
    actionsSettings: (repo: Repo, settings: ActionsSettings) => {
      ctx.actionsSettings.set(repo.id, settings);
    },
    /** Rules of one ruleset for the branches that match `pattern`. */
    ruleset: (
      repo: Repo,
      pattern: string,
      rules: Pick<BranchRule, "type" | "parameters">[],
      { appMayBypass = false } = {},
    ) => {
      const rulesetId = ctx.nextId();
      for (const rule of rules)
        ctx.state.rules.put({ id: ctx.nextId(), repoId: repo.id, rulesetId, pattern, appMayBypass, ...rule });
    },
  };
}

export function seedUser(ctx: HubContext, login: string, type: User["type"] = "User"): User {
  return (
    ctx.userNamed(login) ?? ctx.state.users.put({ id: ctx.nextId(), login, type, createdAt: timestamp() })
  );
}

async function seedRepo(ctx: HubContext, wanted: WantedRepo): Promise<Repo> {
  const owner = seedUser(ctx, wanted.owner);
  const at = timestamp();
  const repo =
    ctx.repoNamed(wanted.owner, wanted.name) ??
    ctx.state.repos.put({
      id: ctx.nextId(),
      ownerId: owner.id,
      name: wanted.name,
      private: wanted.private ?? false,
      defaultBranch: wanted.defaultBranch,
      createdAt: at,
      pushedAt: at,
    });
  if (wanted.numbersAbove !== undefined)
    ctx.state.repos.patch(repo.id, { numbersAbove: wanted.numbersAbove });
  await ctx.git(repo).create(repo.defaultBranch);
  return repo;
}

function seedCollaborator(ctx: HubContext, repo: Repo, login: string, role: Role): void {
  const user = seedUser(ctx, login);
  const row = ctx.state.collaborators.find((one) => one.repoId === repo.id && one.userId === user.id);
  ctx.state.collaborators.put({ id: row?.id ?? ctx.nextId(), repoId: repo.id, userId: user.id, role });
}

function seedInstallation(ctx: HubContext, repo: Repo): Installation {
  const existing = ctx.state.installations.find((one) => one.accountId === repo.ownerId);
  if (existing?.repoIds.includes(repo.id)) return existing;
  const short = renderRepo(ctx, repo);
  const repositories = [
    {
      id: repo.id,
      node_id: short.node_id,
      name: repo.name,
      full_name: short.full_name,
      private: repo.private,
    },
  ];
  const sender = ctx.ownerOf(repo);
  if (existing) {
    const grown = ctx.state.installations.patch(existing.id, { repoIds: [...existing.repoIds, repo.id] });
    const payload = {
      installation: renderInstallation(ctx, grown),
      repository_selection: "selected",
      repositories_added: repositories,
      repositories_removed: [],
      requester: null,
    };
    ctx.emit({ name: "installation_repositories", action: "added", sender, payload });
    return grown;
  }
  const row = { id: ctx.nextId(), accountId: repo.ownerId, repoIds: [repo.id], createdAt: timestamp() };
  const made = ctx.state.installations.put(row);
  const payload = { installation: renderInstallation(ctx, made), repositories, requester: null };
  ctx.emit({ name: "installation", action: "created", sender, payload });
  return made;
}

function seedToken(ctx: HubContext, login: string): string {
  const user = seedUser(ctx, login);
  const existing = ctx.state.tokens.find((row) => row.kind === "user" && row.userId === user.id);
  if (existing) return existing.token;
  const token = `ghp_${ctx.random(18).toString("hex")}`;
  return ctx.state.tokens.put({ id: ctx.nextId(), token, kind: "user", userId: user.id }).token;
}
