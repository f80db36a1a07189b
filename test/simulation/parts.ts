import type { Limits } from "#src/core/rules.ts";

/**
 * Chance that one number determines. A fork is a stream of its own, by name: a draw more in one place does not move
 * what is drawn in another.
 */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number;
  fork(name: string): Random;
  chance(p: number): boolean;
  /** A whole number 0 ≤ x < n. */
  int(n: number): number;
  /** A whole number from ≤ x ≤ to. */
  between(from: number, to: number): number;
  /** @throws Error for an empty list */
  pick<One>(from: readonly One[]): One;
  shuffle<One>(all: readonly One[]): One[];
}

/** Time as the simulation says it is. `Date`, timers, `AbortSignal.timeout` and `performance` obey it too. */
export interface VirtualTime {
  /** Milliseconds since the epoch. */
  now(): number;
  /** The world's own timer: no kill of the App takes it away. */
  after(ms: number, run: () => void | Promise<void>): void;
  sleep(ms: number): Promise<void>;
}

/** Which faults this seed knows, and how likely each is whenever it could strike. Absent: switched off. */
export type FaultPlan = Readonly<Record<string, number>>;

/** The faults of one seed at work. Each draws from its own stream, and none strikes in the liveness phase. */
export interface Faults {
  readonly plan: FaultPlan;
  /** Draws whether it strikes now, and counts it when it does. */
  strikes(kind: string): boolean;
  /** Counts what befell a thing by its own fate, such as a red check. */
  note(kind: string): void;
  /** The stream of a kind, for how long, which one, how often. */
  random(kind: string): Random;
  /** How often each has struck. */
  readonly struck: ReadonlyMap<string, number>;
  /** No fault strikes from now on. */
  end(): void;
  readonly isOver: boolean;
}

/** An invariant that does not hold: data, so that a seed can be shrunk and a summary be made. */
export type Violation = Readonly<{
  seed: number;
  /** `I1` … `I12`, `end`, `steps`, `time`, `fatal`. */
  invariant: string;
  words: string;
  /** Virtual milliseconds since the start of the run. */
  at: number;
}>;

/** A webhook on its way to the App. */
export type Delivery = Readonly<{ id: string; name: string; payload: unknown }>;

/** What became of a delivery at the App's door; GitHub does not come again by itself. */
export type Delivered = "taken" | "refused" | "down";

/** Words of an invariant that does not hold. */
export type Found = Readonly<{ invariant: string; words: string }>;

/** Everything around the App, as its machine needs it. */
export interface Outside {
  /** GitHub, faults included; it knows nothing of the App's kills. */
  readonly github: typeof fetch;
  readonly baseUrl: string;
  readonly token: string;
  readonly bot: string;
  readonly model: typeof fetch;
  readonly places: readonly Readonly<{ owner: string; repo: string }>[];
  readonly limits: Partial<Limits>;
  readonly shipped: Readonly<Record<string, string>>;
}
