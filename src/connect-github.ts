import {
  type GithubOctokit,
  governed,
  isNoToken,
  quiet,
  type Repo,
  type RequestReport,
} from "#src/effects/github/client.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { createPace, type Pace } from "#src/effects/github/pace.ts";
import type { World } from "#src/effects/perform/world.ts";
import { Octokit } from "@octokit/rest";
import PQueue from "p-queue";
import type { Probot } from "probot";
import { steadyClock } from "./steady-clock.ts";

/**
 * How long GitHub's lists may be behind its writes, in milliseconds: they are read from replicas, mostly less than a second behind, and lists
 * of runs have been seen to take several.
 */
const listsLagMs = 10_000;

/** How long the token of an installation is good, in milliseconds. */
const tokenMs = 3_600_000;

export type GithubWatch = Readonly<{
  onRequest: (report: RequestReport) => void;
  /** The repositories of this account could not be listed: nobody sees new labels there until they can. */
  onUnread: (account: string, error: unknown) => void;
}>;

/**
 * GitHub as the App sees it: one client per repository, found by its installation and kept. GitHub counts writes by installation, and so does
 * the pace: all repositories of one share it.
 */
export async function connectGithub(
  probot: Probot,
  { onRequest, onUnread }: GithubWatch,
): Promise<
  Pick<World, "repository" | "bot" | "listsCaughtUp" | "listsLagMs"> & {
    repositories: () => Promise<Place[]>;
  }
> {
  const app = governed(await probot.auth(), { onRequest });
  const { data } = await app.rest.apps.getAuthenticated();
  const lagMs = isLoopback(app) ? 0 : listsLagMs;
  const clients = new Map<string, Promise<Repo>>();
  /** Installations whose token, as Probot keeps it, GitHub does not take, and since when. */
  const refused = new Map<number, number>();
  const paces = new Map<number, Pace>();
  const clock = steadyClock();
  const enter = async (id: number): Promise<GithubOctokit> => {
    const pace = paces.get(id) ?? createPace({ clock });
    paces.set(id, pace);
    const isRefused = refused.has(id);
    const octokit = isRefused ? await withNewToken(app, id) : await probot.auth(id);
    octokit.hook.error("request", (error) => {
      const { status } = error as { status?: unknown };
      // Once the token that Probot kept has run out it makes a new one, and renews that by itself.
      if (status === 401 && isRefused && Date.now() - (refused.get(id) ?? 0) >= tokenMs) refused.delete(id);
      if (status === 401 && !isRefused) refused.set(id, Date.now());
      // Where the App was thrown out and installed again it is another installation.
      if (status === 401 || isNoToken(error)) clients.clear();
      throw error;
    });
    return governed(octokit, { onRequest, pace, lagMs });
  };
  const connect = async (owner: string, repo: string): Promise<Repo> => {
    const { id } = (await app.rest.apps.getRepoInstallation({ owner, repo })).data;
    return { octokit: await enter(id), owner, repo };
  };
  return {
    // GitHub gives a request ten seconds, also one whose sender was killed meanwhile; lists show what it made later still.
    listsCaughtUp: sleep(2 * lagMs, undefined, { ref: false }),
    listsLagMs: lagMs,
    bot: `${data?.slug ?? "fractal"}[bot]`,
    repository: (owner, repo) => {
      const key = `${owner}/${repo}`;
      const known = clients.get(key) ?? connect(owner, repo);
      clients.set(key, known);
      known.catch(() => clients.delete(key));
      return known;
    },
    repositories: () => listRepositories(app, { enter, onUnread }),
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
  {
    enter,
    onUnread,
  }: Pick<GithubWatch, "onUnread"> & { enter: (installation: number) => Promise<GithubOctokit> },
): Promise<Place[]> {
  const installations = await app.paginate(app.rest.apps.listInstallations, { per_page: 100 });
  const live = installations.filter(({ suspended_at: suspended }) => !suspended);
  // GitHub minds many requests at once more than many.
  const few = new PQueue({ concurrency: 4 });
  const lists = await few.addAll(
    live.map(({ id, account }) => async () => {
      try {
        return await placesOf(await enter(id));
      } catch (error) {
        // It hides no other.
        onUnread(nameOf(account), error);
        return [];
      }
    }),
  );
  return lists.flat();
}

/** An enterprise has no login. */
function nameOf(account: object | null): string {
  if (account === null) return "an account";
  return String("login" in account ? account.login : "slug" in account ? account.slug : "an account");
}

async function placesOf(octokit: GithubOctokit): Promise<Place[]> {
  const all = await octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, { per_page: 100 });
  const live = all.filter((each) => each.has_issues && !each.archived && each.open_issues_count > 0);
  return live.map(({ owner, name }) => ({ owner: owner.login, repo: name }));
}
