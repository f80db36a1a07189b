import { rootOf, type Tree } from "#src/core/tree.ts";
import { Outage, Retryable, Unasked } from "#src/errors.ts";

/** Nothing was tried: what it needs is down. Costs no failure of its own. */
export class Held extends Retryable {
  /** It has been down for so long that people should know. */
  readonly lasts: boolean;

  constructor(message: string, options: { retryAfterMs: number; lasts: boolean }) {
    super(message, options);
    this.lasts = options.lasts;
  }
}

/** What effects need outside, each with its own fate: one account on GitHub, or one model endpoint. */
export type Dependency = Readonly<{ kind: Outage["of"]; name: string }>;

export type Breakers = Readonly<{
  /** @throws Held instead of trying while the dependency is down; else what `work` throws */
  through: <Result>(dependency: Dependency, work: () => Promise<Result>) => Promise<Result>;
}>;

/** GitHub counts, and fails, by account. */
export function githubOf(tree: Tree): Dependency {
  return githubAccount(rootOf(tree).facts.owner);
}

export function githubAccount(owner: string): Dependency {
  return { kind: "github", name: `GitHub for ${owner}` };
}

/** So many failures of one dependency in a row, by whatever effect. */
const inARow = 5;
const firstWaitMs = 15_000;
const longestWaitMs = 300_000;
/** So long others wait for what a probe finds out. */
const probeMs = 15_000;
const toldAfterMs = 600_000;

/**
 * A breaker for each dependency. After a few failures in a row nothing more is sent there for a while, then one probe,
 * then all or nothing again. What was never asked, as GitHub wanted a rest, says neither. Only in memory: a new process
 * finds out by itself.
 * @param clock milliseconds since the epoch
 */
export function createBreakers(clock: () => number): Breakers {
  const known = new Map<string, Breaker>();
  return {
    through: (dependency, work) => {
      const name = `${dependency.kind} ${dependency.name}`;
      const breaker = known.get(name) ?? createBreaker(dependency, clock);
      known.set(name, breaker);
      return breaker(work);
    },
  };
}

type Breaker = <Result>(work: () => Promise<Result>) => Promise<Result>;

function createBreaker({ kind, name }: Dependency, clock: () => number): Breaker {
  const opening = createOpening(clock);
  let failures = 0;
  let downSince: number | undefined;
  const held = (retryAfterMs: number) => {
    const since = downSince ?? clock();
    const lasts = clock() - since >= toldAfterMs;
    const message = `${name} has not answered since ${minuteOf(since)}; what needs it waits`;
    return new Held(message, { retryAfterMs, lasts });
  };
  const failed = (isProbe: boolean) => {
    downSince ??= clock();
    failures += 1;
    if (opening.isOpen() ? isProbe : failures >= inARow) opening.open();
  };
  const answered = (isProbe: boolean) => {
    // What was under way when it opened is no word about now.
    if (opening.isOpen() && !isProbe) return;
    downSince = undefined;
    failures = 0;
    opening.close();
  };
  return async (work) => {
    const isProbe = opening.isOpen();
    const waitMs = isProbe ? opening.enter() : 0;
    if (waitMs > 0) throw held(waitMs);
    try {
      const result = await work();
      answered(isProbe);
      return result;
    } catch (thrown) {
      if (thrown instanceof Unasked) opening.leave();
      else if (!(thrown instanceof Outage)) answered(isProbe);
      else if (thrown.of === kind) failed(isProbe);
      throw thrown;
    }
  };
}

/**
 * How long a breaker stays open: twice as long after each probe that failed. One probe at a time; one that is still on its way after
 * a while, as it may be waiting for its turn, holds up no other. A clock that was set back ends each wait.
 */
function createOpening(clock: () => number) {
  let openMs = 0;
  let openedAt = 0;
  let probedAt: number | undefined;
  const leftMs = (from: number, ms: number) => {
    const left = from + ms - clock();
    return left > ms ? 0 : Math.max(0, left);
  };
  return {
    isOpen: () => openMs > 0,
    open: () => {
      openMs = openMs === 0 ? firstWaitMs : Math.min(2 * openMs, longestWaitMs);
      openedAt = clock();
      probedAt = undefined;
    },
    close: () => {
      openMs = 0;
      probedAt = undefined;
    },
    /** @returns 0 for a probe that may go, else for how long it waits, in milliseconds */
    enter: () => {
      const ms = leftMs(openedAt, openMs) || (probedAt === undefined ? 0 : leftMs(probedAt, probeMs));
      if (ms === 0) probedAt = clock();
      return ms;
    },
    /** Nothing came of the probe: the next one may go at once. */
    leave: () => {
      probedAt = undefined;
    },
  };
}

function minuteOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
