import { type GithubOctokit, governed, type Repo, type RequestReport } from "#src/effects/github/client.ts";
import { createPace, type Pace } from "#src/effects/github/pace.ts";
import type { World } from "#src/effects/perform/world.ts";
import type { Probot } from "probot";

/**
 * GitHub as the App sees it: one client per repository, found by its installation and kept. GitHub counts writes by installation, and so does
 * the pace: all repositories of one share it.
 */
export async function connectGithub(
  probot: Probot,
  onRequest: (report: RequestReport) => void,
): Promise<Pick<World, "repository" | "bot"> & { repositories: () => Promise<Place[]> }> {
  const app = governed(await probot.auth(), { onRequest });
  const { data } = await app.rest.apps.getAuthenticated();
  const clients = new Map<string, Promise<Repo>>();
  const paces = new Map<number, Pace>();
  const enter = async (id: number): Promise<GithubOctokit> => {
    const pace = paces.get(id) ?? createPace();
    paces.set(id, pace);
    return governed(await probot.auth(id), { onRequest, pace });
  };
  const connect = async (owner: string, repo: string): Promise<Repo> => {
    const { id } = (await app.rest.apps.getRepoInstallation({ owner, repo })).data;
    return { octokit: await enter(id), owner, repo };
  };
  return {
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

type Place = Readonly<{ owner: string; repo: string }>;

/** Every repository that the App is installed on and that can have something to do: not archived, with open issues. */
async function listRepositories(
  app: GithubOctokit,
  enter: (installation: number) => Promise<GithubOctokit>,
): Promise<Place[]> {
  const installations = await app.paginate(app.rest.apps.listInstallations, { per_page: 100 });
  const places: Place[] = [];
  for (const { id, suspended_at: suspended } of installations) {
    if (suspended) continue;
    const octokit = await enter(id);
    const all = await octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, {
      per_page: 100,
    });
    const live = all.filter((each) => each.has_issues && !each.archived && each.open_issues_count > 0);
    places.push(...live.map(({ owner, name }) => ({ owner: owner.login, repo: name })));
  }
  return places;
}
