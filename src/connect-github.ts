import { governed, type Repo, type RequestReport } from "#src/effects/github/client.ts";
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
): Promise<Pick<World, "repository" | "bot">> {
  const app = governed(await probot.auth(), { onRequest });
  const { data } = await app.rest.apps.getAuthenticated();
  const clients = new Map<string, Promise<Repo>>();
  const paces = new Map<number, Pace>();
  const connect = async (owner: string, repo: string): Promise<Repo> => {
    const { id } = (await app.rest.apps.getRepoInstallation({ owner, repo })).data;
    const pace = paces.get(id) ?? createPace();
    paces.set(id, pace);
    return { octokit: governed(await probot.auth(id), { onRequest, pace }), owner, repo };
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
  };
}
