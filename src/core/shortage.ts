import { ceilingUsd, leftUsd } from "./budget.ts";
import { ceilingForUsd, type Step, waitingSteps } from "./step.ts";
import type { Tree } from "./tree.ts";

/** Why nothing of what waits can begin with the money that there is. */
export type Shortage = Readonly<{
  /** In words for people. */
  why: string;
  /** The same as a sentence, with the sum. */
  sentence: string;
  /** US dollars by which the budget must grow for each of what waits to begin, as the tree stands. */
  lackUsd: number;
}>;

/** Asked only of a tree that is out of money: something waits, and every model has its price. */
export function shortageOf(tree: Tree): Shortage {
  const steps = waitingSteps(tree).sort((a, b) => ceilingForUsd(tree, a) - ceilingForUsd(tree, b));
  const [next] = steps as [Step];
  const dearest = steps.at(-1) as Step;
  const isScarce = next.divides && next.usd <= leftUsd(tree);
  return {
    ...(isScarce ? scarce : short(next.usd)),
    lackUsd: ceilingForUsd(tree, dearest) - ceilingUsd(tree),
  };
}

const scarce = {
  why: "four fifths of the budget are gone, and nothing is split any further",
  sentence: "Four fifths of the budget are gone: nothing is split any further.",
};

function short(usd: number): Pick<Shortage, "why" | "sentence"> {
  return {
    why: "the budget does not cover the next step",
    sentence: `For the next step $${usd.toFixed(2)} must be held back.`,
  };
}
