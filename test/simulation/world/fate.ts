import { hash53 } from "#src/core/task-id.ts";

/**
 * Chance by name: what befalls a thing follows from the seed and what the thing is called, never from the order in which
 * things happen. So a kill more or less does not change what the planner answers or whether a check is red.
 */
export class Fate {
  readonly #seed: string;

  constructor(seed: number | string) {
    this.#seed = String(seed);
  }

  /** 0 ≤ x < 1 */
  draw(name: string): number {
    return (hash53(`${this.#seed}/${name}`) % 1_000_003) / 1_000_003;
  }

  chance(name: string, rate: number | undefined): boolean {
    return rate !== undefined && this.draw(name) < rate;
  }

  /** A whole number 0 ≤ x < n. */
  int(name: string, n: number): number {
    return Math.floor(this.draw(name) * n);
  }

  /** A whole number from ≤ x ≤ to. */
  between(name: string, from: number, to: number): number {
    return from + this.int(name, to - from + 1);
  }
}
