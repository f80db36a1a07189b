import type { Outcome } from "../run-seed.ts";
import type { Asked } from "./seed-thread.ts";

/** Of a seed that came to nothing: it threw, or never came back. */
export function noOutcome({ seed, plan = {}, killsAt }: Asked, invariant: string, words: string): Outcome {
  const violations = [{ seed, invariant, words, at: 0 }];
  const counts = {
    events: 0,
    tasks: 0,
    writes: 0,
    starts: 0,
    virtualMs: 0,
    steps: 0,
    modelCalls: 0,
    lostCalls: 0,
    deliveries: 0,
  };
  return {
    seed,
    plan,
    killsAt,
    violations,
    ends: {},
    ...counts,
    struck: {},
    effects: {},
    digest: "",
    picture: [],
  };
}
