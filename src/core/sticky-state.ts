import { ceilingUsd } from "./budget.ts";
import { needsDigest, stateOf } from "./needs-you.ts";
import { surveyOf } from "./survey.ts";
import { hash53 } from "./task-id.ts";
import { rootOf, type Tree } from "./tree.ts";

/** What the sticky comment must show, as one comparable string: what is urgent, a dot, and all the rest. */
export function stickyState(tree: Tree): string {
  const survey = surveyOf(tree);
  const urgent = () => hash53(`${stateOf(tree)}\n${needsDigest(tree)}`).toString(36);
  survey.sticky ??= `${urgent()}.${survey.rows}${ceiling(tree)}`;
  return survey.sticky;
}

/** Of a ceiling that people set; what is configured changes with the rows alone. */
function ceiling(tree: Tree): string {
  const usd = ceilingUsd(tree);
  return usd === rootOf(tree).facts.config.budget.usd ? "" : `-${Math.round(usd * 100).toString(36)}`;
}

/** Does this state tell people something they should not wait for: a need more or less, or that the tree came to rest? */
export function isUrgent(state: string, shown: string): boolean {
  return state.split(".")[0] !== shown.split(".")[0];
}
