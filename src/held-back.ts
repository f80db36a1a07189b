import type { Arrival } from "#src/ingress/inbox.ts";

/**
 * Arrivals whose changes are in memory only, since they wait for their task's next write: they stay in the inbox, and come again
 * after a kill.
 */
export class HeldBack {
  #held: readonly Readonly<{ arrival: Arrival; loads: number }>[] = [];

  get isEmpty(): boolean {
    return this.#held.length === 0;
  }

  /** @param loads how often the trees had been read when these were decided */
  hold(arrivals: readonly Arrival[], loads: number): void {
    this.#held = [...this.#held, ...arrivals.map((arrival) => ({ arrival, loads }))];
  }

  takeAll(): Arrival[] {
    return this.takeBefore(Infinity);
  }

  /** Those that were decided on trees that were read before this reading. */
  takeBefore(loads: number): Arrival[] {
    const taken = this.#held.filter((each) => each.loads < loads);
    this.#held = this.#held.filter((each) => each.loads >= loads);
    return taken.map(({ arrival }) => arrival);
  }
}
