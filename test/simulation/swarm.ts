import type { FaultPlan, Faults, Random } from "./parts.ts";
import { SeededRandom } from "./seeded-random.ts";

/** The faults of one seed: those of its plan, until the liveness phase begins. */
export class Swarm implements Faults {
  readonly plan: FaultPlan;
  readonly struck = new Map<string, number>();
  readonly #root: Random;
  readonly #streams = new Map<string, Random>();
  #isOver = false;

  constructor(seed: number | string, plan: FaultPlan) {
    this.plan = plan;
    this.#root = new SeededRandom(`${seed}/faults`);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  strikes(kind: string): boolean {
    const rate = this.plan[kind] ?? 0;
    if (this.#isOver || rate === 0 || !this.random(`${kind}?`).chance(rate)) return false;
    this.note(kind);
    return true;
  }

  /** Counts what struck otherwise than by a draw. */
  note(kind: string): void {
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
  }

  random(kind: string): Random {
    const known = this.#streams.get(kind);
    if (known !== undefined) return known;
    const fresh = this.#root.fork(kind);
    this.#streams.set(kind, fresh);
    return fresh;
  }

  end(): void {
    this.#isOver = true;
  }
}
