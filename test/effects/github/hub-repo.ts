import { githubClient, type Repo, type RequestReport } from "#src/effects/github/client.ts";
import { createPace } from "#src/effects/github/pace.ts";
import { judgedFetch } from "#test/github/judged-fetch.ts";
import { startWorld } from "#test/local/hub/world.ts";

/** What happens to a request on its way: it is served by `serve`, or not, and answered. */
export type OnTheWay = (
  request: Readonly<{ method: string; path: string }>,
  serve: () => Promise<Response>,
) => Promise<Response>;

/** Stories do not wait for GitHub's limits. */
const boundless = { burst: 1_000_000, perMinute: 1_000_000, perHour: 1_000_000 };

/**
 * A repository on a real hub, reached as the App by our own client; everything said in either direction is judged by GitHub's
 * descriptions, and a violation fails the test.
 */
export async function startHubRepo() {
  const world = await startWorld();
  const violations: string[] = [];
  const requests: RequestReport[] = [];
  const lost: { method: string; path: RegExp }[] = [];
  const replaced: { path: RegExp; answer: () => Response }[] = [];
  let onTheWay: OnTheWay | undefined;
  const send = async (url: string, init?: RequestInit) => {
    const { pathname: path, search } = new URL(url);
    const method = init?.method ?? "GET";
    const instead = replaced.find((one) => one.path.test(path + search));
    if (instead) return instead.answer();
    const response = await world.fetch(url, init);
    const fault = lost.findIndex((one) => one.method === method && one.path.test(path));
    if (fault === -1) return response;
    lost.splice(fault, 1);
    // The request was served; its answer never arrives.
    await response.arrayBuffer();
    throw new TypeError("fetch failed");
  };
  const judged = judgedFetch(violations, send);
  const asked = (url: string, init?: RequestInit) => {
    const { pathname, search } = new URL(url);
    const request = { method: init?.method ?? "GET", path: pathname + search };
    return onTheWay ? onTheWay(request, () => judged(url, init)) : judged(url, init);
  };
  const octokit = githubClient(
    { auth: world.appToken(), baseUrl: world.hub.url, request: { fetch: asked } },
    { onRequest: (report) => requests.push(report), pace: createPace({ limits: boundless }) },
  );
  const repo: Repo = { octokit, ...world.at };
  return {
    world,
    repo,
    bot: `${world.hub.context.app.slug}[bot]`,
    /** Requests that write, since the last call: `POST /repos/{owner}/{repo}/issues`. */
    writes: () =>
      requests
        .splice(0)
        .filter(({ write }) => write)
        .map(({ method, route }) => `${method} ${route.replace("/repos/{owner}/{repo}", "")}`),
    /** The next request like this is served, and its answer lost on the way. */
    loseAnswer: (method: string, path: RegExp) => void lost.push({ method, path }),
    /** Requests to this path and query never reach the hub. */
    answerInstead: (path: RegExp, answer: () => Response) => void replaced.push({ path, answer }),
    /** From now on every request goes this way; undefined lets them all through. */
    divert: (way: OnTheWay | undefined) => {
      onTheWay = way;
    },
    [Symbol.asyncDispose]: async () => {
      await world[Symbol.asyncDispose]();
      if (violations.length > 0) throw new Error(violations.join("\n"));
    },
  };
}
