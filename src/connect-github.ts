import {
  type GithubOctokit,
  governed,
  quiet,
  type Repo,
  type RequestReport,
} from "#src/effects/github/client.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { createPace, type Pace } from "#src/effects/github/pace.ts";
import type { World } from "#src/effects/perform/world.ts";
import { Octokit } from "@octokit/rest";
import type { Probot } from "probot";

/**
 * How long GitHub's lists may be behind its writes, in milliseconds: they are read from replicas, mostly less than a second behind, and lists
 * of runs have been seen to take several.
 */
const listsLagMs = 10_000;

/**
 * GitHub as the App sees it: one client per repository, found by its installation and kept. GitHub counts writes by installation, and so does
 * the pace: all repositories of one share it.
 */
export async function connectGithub(
  probot: Probot,
  onRequest: (report: RequestReport) => void,
): Promise<Pick<World, "repository" | "bot" | "listsCaughtUp" | "listsLagMs"> & { repositories: () => Promise<Place[]> }> {
  const app = governed(await probot.auth(), { onRequest });
  const { data } = await app.rest.apps.getAuthenticated();
  const lagMs = isLoopback(app) ? 0 : listsLagMs;
  const clients = new Map<string, Promise<Repo>>();
  /** Installations whose kept token GitHub did not take. */
  const refused = new Set<number>();
  const paces = new Map<number, Pace>();
  const enter = async (id: number): Promise<GithubOctokit> => {
    const pace = paces.get(id) ?? createPace();
    paces.set(id, pace);
    const octokit = refused.has(id) ? await withNewToken(app, id) : await probot.auth(id);
    octokit.hook.error("request", (error) => {
      if ("status" in error && error.status === 401) {
        refused.add(id);
        clients.clear();
      }
      throw error;
    });
    return governed(octokit, { onRequest, pace, lagMs });
  };
  const connect = async (owner: string, repo: string): Promise<Repo> => {
    const { id } = (await app.rest.apps.getRepoInstallation({ owner, repo })).data;
    return { octokit: await enter(id), owner, repo };
  };
  return {
    listsCaughtUp: sleep(lagMs, undefined, { ref: false }),
    listsLagMs: lagMs,
    bot: `${data?.slug ?? "fractal"}[bot]`,
    repository: (owner, repo) => {
      const key = `${owner}/${repo}`;
      const known = clients.get(key) ?? connect(owner, repo);
      clients.set(key, known);
      known.catch(() => clients.delete(key));
      return known;
    },
    repositories: () => listRepositories(app, enter),
  };
}

/** The hub on this machine shows what was written at once. */
function isLoopback(octokit: GithubOctokit): boolean {
  return new URL(octokit.request.endpoint.DEFAULTS.baseUrl).hostname === "127.0.0.1";
}

/**
 * As an installation, with a token that was made this moment. For when GitHub takes the kept one no more, though by this machine's clock it
 * is good: Probot would use that for an hour.
 */
async function withNewToken(app: GithubOctokit, installation: number): Promise<Octokit> {
  const { data } = await app.rest.apps.createInstallationAccessToken({ installation_id: installation });
  const { baseUrl, request = {} } = app.request.endpoint.DEFAULTS;
  return new Octokit({ auth: data.token, baseUrl, request: { fetch: request.fetch }, log: quiet });
}

type Place = Readonly<{ owner: string; repo: string }>;

/** Every repository that the App is installed on and that can have something to do: not archived, with open issues. */
async function listRepositories(
  app: GithubOctokit,
  enter: (installation: number) => Promise<GithubOctokit>,
): Promise<Place[]> {
  const installations = await app.paginate(app.rest.apps.listInstallations, { per_page: 100 });
  const live = installations.filter(({ suspended_at: suspended }) => !suspended);
  // One that cannot be read now hides no other; when none can, that is said.
  const lists = await Promise.allSettled(live.map(async ({ id }) => placesOf(await enter(id))));
  const read = lists.filter((list) => list.status === "fulfilled");
  const [fault] = lists.filter((list) => list.status === "rejected");
  if (read.length === 0 && fault !== undefined) throw fault.reason;
  return read.flatMap(({ value }) => value);
}

async function placesOf(octokit: GithubOctokit): Promise<Place[]> {
  const all = await octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, { per_page: 100 });
  const live = all.filter((each) => each.has_issues && !each.archived && each.open_issues_count > 0);
  return live.map(({ owner, name }) => ({ owner: owner.login, repo: name }));
}
