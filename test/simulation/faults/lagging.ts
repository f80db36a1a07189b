import { jsonIn, jsonResponse } from "../hub/memory-response.ts";
import type { Faults } from "../parts.ts";
import type { Asked } from "./faulty-fetch.ts";

/** Seconds that a list may be behind what was just made. */
const lagSeconds = 8;

export type Lag = Readonly<{
  /** GitHub does not know yet what it is asked to act on, and does nothing. */
  refused: (asked: Asked) => Response | undefined;
  /** The answer, or an older one in its place. */
  older: (asked: Asked, answer: Response) => Promise<Response>;
}>;

/**
 * What GitHub answers a moment after something was made: 404 for the thing itself, a list without it, be it of issues, of
 * what was said or done in one, of runs and what they left, or of commits. What was changed is shown at once, only not in
 * the list of what happened.
 */
export function lagging(faults: Faults): Lag {
  /** When that of which GitHub says no time was made, by the path at which it is asked for. */
  const made = new Map<string, number>();
  const strikesIf = (kind: string, isLate: boolean) => isLate && faults.strikes(kind);
  return {
    refused: ({ method, path }) =>
      method === "POST" && strikesIf("github-404-lag", isRecent(made.get(path))) ? notFound() : undefined,
    older: async (asked, answer) => {
      if (asked.method === "POST" && answer.ok && makes.test(asked.path))
        note(made, asked.path, await jsonIn(answer));
      if (asked.method !== "GET" || answer.status !== 200) return answer;
      if (oneThing.test(asked.path)) {
        if (!hasPlan(faults, "github-404-lag")) return answer;
        const isLate = isRecent(made.get(decodeURIComponent(asked.path))) || isYoung(await jsonIn(answer));
        return strikesIf("github-404-lag", isLate) ? notFound() : answer;
      }
      if (!isList(asked.path) || !hasPlan(faults, "github-stale")) return answer;
      const older = without(await jsonIn(answer));
      if (older === undefined || !faults.strikes("github-stale")) return answer;
      // Whoever turns the pages looks at the address.
      return jsonResponse(200, older, answer.url);
    },
  };
}

const oneThing = /\/((issues|pulls|issues\/comments|actions\/runs|check-runs)\/\d+|git\/ref\/.+)$/;
const lists =
  /\/(issues|pulls|commits|events|comments|sub_issues|artifacts|actions\/runs|actions\/workflows\/[^/]+\/runs|check-runs|check-suites)(\?|$)/;

const makes = /\/(git\/refs|dispatches)$/;

/** What an exact commit stands on is as fixed as the commit. */
function isList(path: string): boolean {
  return lists.test(path) && !/\/commits\?(.*&)?sha=[0-9a-f]{40}(&|$)/.test(path);
}

/** A new ref is read at `/repos/ada/garden/git/ref/heads/spring`; a run of which only the id is known may be cancelled. */
function note(made: Map<string, number>, path: string, answer: unknown): void {
  const { ref, workflow_run_id: run } = (answer ?? {}) as { ref?: unknown; workflow_run_id?: unknown };
  if (typeof ref === "string") made.set(`${path.slice(0, -1)}/${ref.replace(/^refs\//, "")}`, Date.now());
  if (typeof run === "number")
    made.set(path.replace(/\/actions\/.*/, `/actions/runs/${run}/cancel`), Date.now());
}

/** While the fault is not known to this seed, or is over, nothing is looked at. */
function hasPlan({ plan, isOver }: Faults, kind: string): boolean {
  return !isOver && (plan[kind] ?? 0) > 0;
}

type Thing = Readonly<{
  created_at?: unknown;
  commit?: Readonly<{ committer?: Readonly<{ date?: unknown }> | null }>;
}>;

function isYoung(thing: unknown): boolean {
  const { created_at: created, commit } = (thing ?? {}) as Thing;
  const made = created ?? commit?.committer?.date;
  return typeof made === "string" && isRecent(Date.parse(made));
}

function isRecent(made: number | undefined): boolean {
  return made !== undefined && Date.now() - made < lagSeconds * 1000;
}

/** The list without what is young; undefined when that is all of it. */
function without(whole: unknown): unknown {
  if (Array.isArray(whole)) {
    const old = whole.filter((each) => !isYoung(each));
    return old.length === whole.length ? undefined : old;
  }
  if (typeof whole !== "object" || whole === null) return undefined;
  for (const [name, value] of Object.entries(whole)) {
    if (!Array.isArray(value)) continue;
    const old = value.filter((each) => !isYoung(each));
    return old.length === value.length ? undefined : { ...whole, [name]: old, total_count: old.length };
  }
  return undefined;
}

function notFound(): Response {
  return new Response(JSON.stringify({ message: "Not Found" }), {
    status: 404,
    headers: { "content-type": "application/json" },
  });
}
