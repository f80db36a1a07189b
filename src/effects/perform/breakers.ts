import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleAll } from "cockatiel";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { Outage, Retryable } from "#src/errors.ts";

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
  return { kind: "github", name: `GitHub for ${rootOf(tree).facts.owner}` };
}

/** So many failures of one dependency in a row, by whatever effect. */
const inARow = 5;
const firstWaitMs = 15_000;
const longestWaitMs = 300_000;
const toldAfterMs = 600_000;

/**
 * A breaker for each dependency. After a few failures in a row nothing more is sent there for a while, then one probe,
 * then all or nothing again. Only in memory: a new process finds out by itself.
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
type End<Result> = Readonly<{ result: Result } | { thrown: unknown }>;

function createBreaker({ kind, name }: Dependency, clock: () => number): Breaker {
  const rest = restOf(clock);
  const policy = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(inARow),
    halfOpenAfter: rest.backoff,
  });
  let downSince: number | undefined;
  const tried = async <Result>(work: () => Promise<Result>): Promise<End<Result>> => {
    try {
      const result = await work();
      downSince = undefined;
      return { result };
    } catch (thrown) {
      if (thrown instanceof Outage && thrown.of === kind) {
        downSince ??= clock();
        throw thrown;
      }
      // Whatever else was answered: somebody is there.
      if (!(thrown instanceof Outage)) downSince = undefined;
      return { thrown };
    }
  };
  return async (work) => {
    const end = await policy
      .execute(() => tried(work))
      .catch((error: unknown) => {
        if (!(error instanceof BrokenCircuitError)) throw error;
        const since = downSince ?? clock();
        throw new Held(`${name} has not answered since ${minuteOf(since)}; what needs it waits`, {
          retryAfterMs: rest.leftMs(),
          lasts: clock() - since >= toldAfterMs,
        });
      });
    if ("thrown" in end) throw end.thrown;
    return end.result;
  };
}

/**
 * How long the breaker stays open, twice as long after each probe that failed. The library compares with its own clock:
 * all or nothing makes it ours, and a clock that was set back ends the rest.
 */
function restOf(clock: () => number) {
  let until = 0;
  let waitMs = 0;
  const leftMs = () => {
    const left = until - clock();
    return left > waitMs ? 0 : Math.max(0, left);
  };
  const backoffFrom = (ms: number) => ({
    next: () => {
      waitMs = ms;
      until = clock() + ms;
      const { next } = backoffFrom(Math.min(2 * ms, longestWaitMs));
      return {
        get duration() {
          return leftMs() > 0 ? Infinity : -Infinity;
        },
        next,
      };
    },
  });
  return { leftMs, backoff: backoffFrom(firstWaitMs) };
}

function minuteOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
