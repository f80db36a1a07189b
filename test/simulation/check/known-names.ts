import { attemptKey } from "#src/core/attempt.ts";
import { leafBranch, policyBranch } from "#src/core/branch.ts";
import { rootOf } from "#src/core/tree.ts";
import { decidedIn } from "./decided.ts";
import { touched } from "./finding.ts";
import { type Remains, treesIn } from "./rows.ts";

/**
 * I2 and I6: every branch, pull request and run of ours belongs to an attempt, or a rule, that the rows know, and the attempt
 * names that very run and pull request.
 */
export function knownNames(remains: Remains): string[] {
  const branches = new Map<string, number | "any" | undefined>();
  const runs = new Map<string, number | undefined>();
  // Of a rule the row tells only until the task has another one.
  for (const step of decidedIn(remains))
    for (const { policy, facts } of touched(step)) {
      if (policy?.policy !== undefined) branches.set(policyBranch(policy.policy.id), "any");
      for (const id of facts?.retiring ?? []) branches.set(policyBranch(`retire-${id}`), "any");
    }
  for (const tree of treesIn(remains)) {
    const { issue } = rootOf(tree).facts;
    for (const { id, attempts } of tree.tasks.values())
      for (const { n, runId, pullRequest, mergedSha } of attempts) {
        // A merge that is heard of before the rest was written leaves the number untold; it is over then.
        branches.set(
          leafBranch(issue, id, n),
          mergedSha === undefined ? pullRequest : (pullRequest ?? "any"),
        );
        runs.set(`fractal ${attemptKey(id, n)}`, runId);
      }
  }
  return [...branchFaults(remains, branches), ...pullFaults(remains, branches), ...runFaults(remains, runs)];
}

type Known = ReadonlyMap<string, number | "any" | undefined>;

function branchFaults({ state }: Remains, known: Known): string[] {
  return leaves(state.refs.filter(() => true).map(({ ref }) => ref.replace("refs/heads/", "")))
    .filter((name) => !known.has(name))
    .map((name) => `the branch ${name} belongs to no attempt`);
}

function pullFaults({ state }: Remains, known: Known): string[] {
  return state.pulls
    .filter(
      ({ headRef, number }) =>
        leaves([headRef]).length > 0 && ![number, "any"].includes(known.get(headRef) ?? 0),
    )
    .map(
      ({ headRef, number }) =>
        `#${number} of ${headRef} is not its attempt's, which names #${known.get(headRef)}`,
    );
}

function leaves(names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith("fractal/") && !name.endsWith("/epic"));
}

/** A cancelled run may be the second of two with one key. */
function runFaults({ state }: Remains, known: Known): string[] {
  return state.workflowRuns
    .filter(({ title, conclusion }) => /^fractal fx-\w+\/\d+$/.test(title) && conclusion !== "cancelled")
    .filter(({ title, id }) => known.get(title) !== id)
    .map(({ title, id }) => `run ${id} (${title}) is not its attempt's, which names ${known.get(title)}`);
}
