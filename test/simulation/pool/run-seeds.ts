import { Worker } from "node:worker_threads";
import { noOutcome } from "./no-outcome.ts";
import type { Outcome } from "../run-seed.ts";
import type { Asked } from "./seed-thread.ts";

export type PoolOptions = Readonly<{
  jobs: number;
  /** Real milliseconds that one seed may take: what never comes back is ended and named. */
  seedMs?: number;
  onOutcome?: (outcome: Outcome) => void;
  /** No seed is begun after this. */
  isEnough?: () => boolean;
}>;

/** Runs seeds on threads of their own, since each thread has one clock. Outcomes are told as they come, and handed back as they were asked for. */
export async function runSeeds(asked: Iterable<Asked>, options: PoolOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = [...asked].entries();
  const work = async () => {
    let thread = startThread();
    for (;;) {
      const next = options.isEnough?.() === true ? undefined : queue.next();
      if (next === undefined || next.done === true) break;
      const [place, one] = next.value;
      const outcome = await runOn(thread, one, options.seedMs ?? 120_000);
      if (outcome === undefined) {
        await thread.terminate();
        thread = startThread();
      }
      const known = outcome ?? noOutcome(one, "steps", "it does not come back: a loop without end");
      outcomes[place] = known;
      options.onOutcome?.(known);
    }
    await thread.terminate();
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  // Not all were begun where it was enough before.
  return outcomes.filter(() => true);
}

function startThread(): Worker {
  return new Worker(new URL("seed-thread.ts", import.meta.url));
}

/** Undefined when the thread does not come back in time. */
function runOn(thread: Worker, asked: Asked, ms: number): Promise<Outcome | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(() => resolve(undefined)), ms);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      thread.off("message", heard);
      thread.off("error", failed);
      settle();
    };
    const heard = (outcome: Outcome) => end(() => resolve(outcome));
    const failed = (error: Error) => end(() => reject(error));
    thread.on("message", heard);
    thread.on("error", failed);
    thread.postMessage(asked, []);
  });
}
