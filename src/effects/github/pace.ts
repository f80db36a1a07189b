import PQueue from "p-queue";

/** How fast one installation may create things on GitHub, whose limits are 80 a minute and 500 an hour, web and API together. */
export const PACE = { burst: 30, perMinute: 60, perHour: 400 } as const;
export type PaceLimits = Readonly<{ burst: number; perMinute: number; perHour: number }>;

export type Pace = Readonly<{
  /** Resolves when this write may go out. People first: what somebody waits to read passes what only keeps the mirror true. */
  turn: (who: "people" | "mirror") => Promise<void>;
  /** GitHub asked for a rest of this long, from everything or from creating things. */
  hold: (ms: number, from: "everything" | "creating") => void;
  /** Milliseconds until the rest is over for such a request; 0 when there is none. */
  rest: (creates: boolean) => number;
}>;

/** One bucket for one installation; share it between all clients of that installation. */
export function createPace({
  limits = PACE,
  clock = () => performance.now(),
  sleep = (ms) => new Promise((wake) => setTimeout(wake, ms)),
}: {
  limits?: PaceLimits;
  /** Milliseconds, from whenever; one that is never set, or a corrected time of day would hold all writes up. */
  clock?: () => number;
  sleep?: (ms: number) => Promise<void>;
} = {}): Pace {
  const queue = new PQueue({ concurrency: 1 });
  const granted: number[] = [];
  const heldUntil = { everything: 0, creating: 0 };
  const grant = async () => {
    for (let wait = 1; wait > 0;) {
      wait = nextGrant(granted, limits) - clock();
      if (wait > 0) await sleep(Math.min(wait, napMs));
    }
    granted.push(clock());
    if (granted.length > limits.perHour) granted.shift();
  };
  return {
    turn: (who) => queue.add(grant, { priority: who === "people" ? 1 : 0 }),
    hold: (ms, from) => {
      heldUntil[from] = Math.max(heldUntil[from], clock() + ms);
    },
    rest: (creates) => {
      const until = Math.max(heldUntil.everything, creates ? heldUntil.creating : 0);
      return Math.max(0, until - clock());
    },
  };
}

const MINUTE_MS = 60_000;

/** A timer stands still while the machine sleeps, which the clock may not: it is looked at again. */
const napMs = 30_000;

/** When the next write may go out, given the times of the last ones: a full burst at once, then evenly, never above minute and hour. */
export function nextGrant(granted: readonly number[], limits: PaceLimits): number {
  const spacing = MINUTE_MS / limits.perMinute;
  let tokens = limits.burst;
  let last = granted[0] ?? 0;
  for (const at of granted) {
    tokens = Math.min(limits.burst, tokens + (at - last) / spacing) - 1;
    last = at;
  }
  const nth = (back: number, ms: number) => {
    const at = granted[granted.length - back];
    return at === undefined ? 0 : at + ms;
  };
  const bucket = tokens >= 1 ? 0 : last + (1 - tokens) * spacing;
  return Math.max(bucket, nth(limits.perMinute, MINUTE_MS), nth(limits.perHour, 60 * MINUTE_MS));
}
