import { rootOf, type Tree } from "#src/core/tree.ts";
import type { HubState } from "#src/local/hub/state.ts";
import type { Found, VirtualTime } from "./parts.ts";

/**
 * I6: what ended while nobody listened is heard of from a sweep of the next process, and not when a limit runs out. The
 * first sweep may still be without the run: its dispatch was not known then. Looks at what a tree waits for when
 * something happens to it.
 */
export class HeardWatch {
  readonly #time: VirtualTime;
  readonly #runs: HubState["workflowRuns"];
  readonly #last = new Map<string, Tree>();
  #calmAt = Infinity;
  #patienceMs = 0;
  /** When the new process first did something. */
  #since: number | undefined;

  constructor(time: VirtualTime, runs: HubState["workflowRuns"]) {
    this.#time = time;
    this.#runs = runs;
  }

  /** A new process begins soon, and nothing goes wrong from now on. */
  calm({ sweepEveryMs }: { sweepEveryMs: number }): void {
    this.#calmAt = this.#time.now();
    this.#patienceMs = sweepEveryMs + 10 * 60_000;
  }

  look(tree: Tree): Found[] {
    if (this.#calmAt === Infinity) return [];
    const now = this.#time.now();
    this.#since ??= now;
    const before = this.#last.get(tree.root);
    this.#last.set(tree.root, tree);
    if (before === undefined || before.tasks.size === 0 || now < this.#since + this.#patienceMs) return [];
    const { status, facts } = rootOf(before);
    if (["done", "cancelled", "failed"].includes(status) || facts.allowed !== true) return [];
    return [...before.tasks.values()].flatMap(({ attempts }) =>
      attempts.flatMap(({ runId, runConclusion, outcome }) => {
        const run = runConclusion === undefined && outcome === undefined ? this.#runs.get(runId) : undefined;
        const isLate = run?.status === "completed" && Date.parse(run.updatedAt) < this.#calmAt;
        return isLate ? [{ invariant: "I6", words: `the end of the run ${run.id} is not heard of` }] : [];
      }),
    );
  }
}
