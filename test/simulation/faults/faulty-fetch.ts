import type { Faults } from "../parts.ts";
import { pause } from "./abortable.ts";
import { lagging } from "./lagging.ts";
import { refusalOf, refusals } from "./refusals.ts";

/** A request of our own code, as far as a fault looks at it. */
export type Asked = Readonly<{ method: string; path: string; signal: AbortSignal | undefined }>;

/**
 * `fetch` to GitHub with everything that can go wrong on the way: refused before anything was done, lost after it was
 * done, late, cut off, older than the truth. Each kind is drawn and counted by `faults`.
 */
export function faultyFetch(inner: typeof fetch, faults: Faults): typeof fetch {
  const lag = lagging(faults);
  return async (input, init) => {
    const asked = askedOf(input, init);
    const slowness = latency(faults);
    await pause(Math.min(slowness, slowestMs), asked.signal);
    if (isToken(asked)) return inner(input, init);
    const isRead = asked.method === "GET";
    if (faults.strikes("github-reset")) throw new TypeError("fetch failed");
    if (faults.strikes("github-timeout")) return silence(asked.signal);
    for (const kind of Object.keys(refusals)) if (faults.strikes(kind)) return refusalOf(kind);
    if (!isRead && faults.strikes("github-502-done")) {
      await inner(input, init);
      return refusalOf("github-500");
    }
    if (!isRead && faults.strikes("github-timeout-done")) {
      await inner(input, init);
      return silence(asked.signal);
    }
    if (!isRead && faults.strikes("github-cut")) {
      await inner(input, init);
      throw new TypeError("terminated");
    }
    const answer = await (lag.refused(asked) ?? lag.older(asked, await inner(input, init)));
    if (slowness > slowestMs) await pause(slowness - slowestMs, asked.signal);
    return answer;
  };
}

/** GitHub ends what it has not done by then: the rest of a slow request is its answer's way. */
const slowestMs = 8000;

function latency(faults: Faults): number {
  const random = faults.random("github-latency");
  if (faults.strikes("github-slow")) return random.between(5000, 50_000);
  return random.between(40, 400);
}

/** An installation's token is asked for by Octokit itself, on its own clock. */
function isToken({ path }: Asked): boolean {
  return path.endsWith("/access_tokens");
}

function askedOf(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Asked {
  const url = input instanceof Request ? input.url : String(input);
  const path = url.slice(url.indexOf("/", url.indexOf("//") + 2));
  return { method: init?.method ?? "GET", path, signal: init?.signal ?? undefined };
}

/** No answer: the caller's own clock ends it, or the connection after two minutes. */
async function silence(signal: AbortSignal | undefined): Promise<Response> {
  await pause(120_000, signal);
  throw new TypeError("fetch failed");
}
