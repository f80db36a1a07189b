import { type Briefing, briefingBytesMax, dispatchedBytesMax } from "./briefing.ts";
import { byteLength, cutMiddle } from "./cut-middle.ts";

export type FittedBriefing =
  | Readonly<{ ok: true; briefing: Briefing; json: string; cut: string[] }>
  | Readonly<{ ok: false; bytes: number; words: string }>;

/** One thing that may be left out, and how it is said. Returns `undefined` when there is nothing of it left to cut. */
type Cut = (briefing: Briefing, excess: number) => { briefing: Briefing; what: string } | undefined;

/**
 * Makes a briefing fit into a dispatch input by leaving things out in this order: file excerpts (last first, shortened, then dropped),
 * finished siblings (oldest first), the spec, the digest of the last failure. The task, its scope, policies and guidance are never cut.
 */
export function fitBriefing(briefing: Briefing, maxBytes: number = briefingBytesMax): FittedBriefing {
  let current = briefing;
  const cut: string[] = [];
  for (const step of order) {
    for (;;) {
      const json = JSON.stringify(current);
      const excess = excessOf(json, maxBytes);
      if (excess <= 0) return { ok: true, briefing: current, json, cut };
      const next = step(current, excess);
      if (next === undefined) break;
      current = next.briefing;
      cut.push(next.what);
    }
  }
  const bytes = maxBytes + excessOf(JSON.stringify(current), maxBytes);
  return {
    ok: false,
    bytes,
    words: `the briefing of task ${briefing.task.id} has ${bytes} bytes without any context, at most ${maxBytes} can be sent; shorten its objective, policies or guidance`,
  };
}

/** Bytes too many, as it is and as it travels: encoded once more among the other inputs. */
function excessOf(json: string, maxBytes: number): number {
  return Math.max(byteLength(json) - maxBytes, byteLength(JSON.stringify(json)) - dispatchedBytesMax);
}

const shortExcerpt = 1200;

const order: readonly Cut[] = [
  (briefing) => {
    const index = briefing.context.files.findLastIndex((file) => byteLength(file.excerpt) > shortExcerpt);
    const file = briefing.context.files[index];
    if (file === undefined) return undefined;
    const files = briefing.context.files.with(index, {
      ...file,
      excerpt: cutMiddle(file.excerpt, shortExcerpt, 1),
    });
    return { briefing: withContext(briefing, { files }), what: `excerpt of ${file.path} shortened` };
  },
  (briefing) => {
    const file = briefing.context.files.at(-1);
    if (file === undefined) return undefined;
    const files = briefing.context.files.slice(0, -1);
    return { briefing: withContext(briefing, { files }), what: `excerpt of ${file.path} left out` };
  },
  (briefing) => {
    const sibling = briefing.context.siblings[0];
    if (sibling === undefined) return undefined;
    const siblings = briefing.context.siblings.slice(1);
    return { briefing: withContext(briefing, { siblings }), what: `sibling "${sibling.title}" left out` };
  },
  (briefing, excess) => {
    const { spec } = briefing.context;
    const shorter = spec === null ? undefined : shorten(spec, excess);
    if (shorter === undefined) return undefined;
    return { briefing: withContext(briefing, { spec: shorter }), what: "spec shortened" };
  },
  (briefing, excess) => {
    const failure = briefing.lastFailure;
    const digest = failure === null ? undefined : shorten(failure.digest, excess);
    if (failure === null || digest === undefined) return undefined;
    return {
      briefing: { ...briefing, lastFailure: { ...failure, digest } },
      what: "digest of the last failure shortened",
    };
  },
];

/** Shortened by at least the excess, to nothing in the end; `undefined` when it is empty already. */
function shorten(text: string, excess: number): string | undefined {
  if (text === "") return undefined;
  const room = byteLength(text) - excess - 60;
  return room > 200 ? cutMiddle(text, room) : "";
}

function withContext(briefing: Briefing, part: Partial<Briefing["context"]>): Briefing {
  return { ...briefing, context: { ...briefing.context, ...part } };
}
