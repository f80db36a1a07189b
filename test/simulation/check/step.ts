import type { Tree } from "#src/core/tree.ts";
import { ladder, needsFirst, oneAttempt, slots } from "./attempts.ts";
import type { Finding, Step } from "./finding.ts";
import { money } from "./money.ts";
import { caps, nothingLost, parentsLast } from "./shape.ts";

type Check = Readonly<{ invariant: string; check: string; holds: (step: Step) => string[] }>;

/** What must hold of every tree after every step. */
export const stepChecks: readonly Check[] = [
  { invariant: "I1", check: "nothing is lost", holds: nothingLost },
  { invariant: "I2", check: "one attempt at a time", holds: oneAttempt },
  { invariant: "I3", check: "money", holds: money },
  { invariant: "I4", check: "needs first", holds: needsFirst },
  { invariant: "I5", check: "parents last", holds: parentsLast },
  { invariant: "I7", check: "ladder", holds: ladder },
  { invariant: "I10", check: "slots", holds: slots },
  { invariant: "I10", check: "caps", holds: caps },
];

/**
 * Watches trees step by step: call `look` from the App's `onStep`. After a kill call `forget`: what was not durable may
 * be as it was before.
 */
export class StepWatch {
  readonly #last = new Map<string, Tree>();

  look(tree: Tree): Finding[] {
    const before = this.#last.get(tree.root);
    if (before === tree || tree.tasks.size === 0) return [];
    this.#last.set(tree.root, tree);
    return stepChecks.flatMap(({ invariant, check, holds }) =>
      holds({ before, after: tree }).map((words) => ({ invariant, check, words: `${tree.root}: ${words}` })),
    );
  }

  forget(): void {
    this.#last.clear();
  }
}
