import type { Conclusion, StepRecord } from "./host.ts";

/** A job's list of steps as the host shows it, reported at every change. */
export class StepList {
  readonly #steps: StepRecord[] = [];
  readonly #report: (steps: StepRecord[]) => void;

  constructor(report: (steps: StepRecord[]) => void) {
    this.#report = report;
  }

  /** Adds a step that will run; answers with its number, from 1. */
  add(name: string): number {
    const number = this.#steps.length + 1;
    this.#steps.push({
      number,
      name,
      status: "queued",
      conclusion: null,
      startedAt: null,
      completedAt: null,
    });
    return number;
  }

  /** Runs a step under its number; `run` answers with how it ended. */
  async during(number: number, run: () => Promise<Conclusion>): Promise<void> {
    this.#change(number, { status: "in_progress", startedAt: new Date().toISOString() });
    const conclusion = await run();
    this.#change(number, { status: "completed", conclusion, completedAt: new Date().toISOString() });
  }

  /** Ends what never ran. */
  close(): void {
    for (const { number, status } of this.#steps) {
      if (status === "queued") this.#change(number, { status: "completed", conclusion: "skipped" });
    }
  }

  #change(number: number, change: Partial<StepRecord>): void {
    const step = this.#steps[number - 1];
    if (step === undefined) throw new Error(`there is no step ${number}`);
    this.#steps[number - 1] = { ...step, ...change };
    this.#report([...this.#steps]);
  }
}
