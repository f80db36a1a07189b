import { jsonIn, jsonResponse } from "../hub/memory-response.ts";
import type { Faults } from "../parts.ts";
import type { Asked } from "./faulty-fetch.ts";

/** Seconds that a list may be behind what was just made. */
const lagSeconds = 8;

/**
 * What GitHub answers a moment after something was made: 404 for the thing itself, a list without it. Sub-issues,
 * comments and refs are read where they are written and never lag.
 */
export function lagging(faults: Faults): (asked: Asked, answer: Response) => Promise<Response> {
  return async (asked, answer) => {
    if (asked.method !== "GET" || answer.status !== 200) return answer;
    if (oneThing.test(asked.path)) {
      if (!hasPlan(faults, "github-404-lag") || !isYoung(await jsonIn(answer))) return answer;
      return faults.strikes("github-404-lag") ? notFound() : answer;
    }
    if (!lists.test(asked.path) || !hasPlan(faults, "github-stale")) return answer;
    const whole = await jsonIn(answer);
    const older = without(whole);
    if (older === undefined || !faults.strikes("github-stale")) return answer;
    // Whoever turns the pages looks at the address.
    return jsonResponse(200, older, answer.url);
  };
}

const oneThing = /\/(issues|pulls|actions\/runs|check-runs)\/\d+$/;
const lists = /\/(issues|pulls|actions\/runs|actions\/workflows\/[^/]+\/runs|check-runs|check-suites)(\?|$)/;

/** While the fault is not known to this seed, or is over, nothing is looked at. */
function hasPlan({ plan, isOver }: Faults, kind: string): boolean {
  return !isOver && (plan[kind] ?? 0) > 0;
}

function isYoung(thing: unknown): boolean {
  const made = (thing as { created_at?: unknown } | null)?.created_at;
  return typeof made === "string" && Date.now() - Date.parse(made) < lagSeconds * 1000;
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
