import { RUNNER_NAME } from "./github-context.ts";
import type { JobState } from "./job-state.ts";

/** After a cancel, what runs on `always()` has this long before everything is killed. */
const CANCEL_GRACE_MS = 5 * 60_000;

/** A job's time: its `timeout-minutes`, and the grace after a cancel. */
export class JobClock {
  readonly #job: JobState;
  readonly #timers: NodeJS.Timeout[] = [];
  #stopped = false;

  constructor(job: JobState) {
    this.#job = job;
    const kill = (): void => this.#after(CANCEL_GRACE_MS, () => job.kill.abort());
    job.cancel.signal.addEventListener("abort", kill, { once: true });
  }

  limit(minutes: number): void {
    if (!(minutes > 0)) throw new Error("timeout-minutes must be a number above 0");
    const message = `The job running on runner ${RUNNER_NAME} has exceeded the maximum execution time of ${minutes} minutes.`;
    this.#after(minutes * 60_000, () => this.#job.cancel.abort(message));
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #after(ms: number, run: () => void): void {
    if (!this.#stopped) this.#timers.push(setTimeout(run, Math.min(ms, 2 ** 31 - 1)));
  }
}
