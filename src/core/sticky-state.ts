import { needsDigest, stateOf } from "./needs-you.ts";
import { type Survey, surveyOf } from "./survey.ts";
import { hash53 } from "./task-id.ts";
import type { Tree } from "./tree.ts";

/** What the sticky comment must show, as one comparable string: what is urgent, a dot, and all the rest. */
export function stickyState(tree: Tree): string {
  const survey = surveyOf(tree);
  const known = states.get(survey);
  if (known !== undefined) return known;
  const urgent = `${stateOf(tree)}\n${needsDigest(tree)}`;
  const state = `${hash53(urgent).toString(36)}.${survey.rows}`;
  states.set(survey, state);
  return state;
}

const states = new WeakMap<Survey, string>();

/** Does this state tell people something they should not wait for: a need more or less, or that the tree came to rest? */
export function isUrgent(state: string, shown: string): boolean {
  return state.split(".")[0] !== shown.split(".")[0];
}
