import { epicBranch, leafBranch } from "./branch.ts";
import { workflowRisks } from "./workflow-risks.ts";
import { triggersOf, workflowFires } from "./workflow-triggers.ts";

type WorkflowFile = Readonly<{ path: string; document: unknown }>;

/**
 * Workflows that a leaf sets off and that have the repository's secrets, whoever wrote the commit: those on `pull_request_target`, and those
 * on `workflow_run` that use secrets, after one of `started` or of these. `[skip ci]` in the commit does not keep them from running.
 * Source: docs.github.com, "Events that trigger workflows" and "Skipping workflow runs".
 * @param started workflows that run for a leaf
 */
export function privilegedWorkflows(
  workflows: readonly WorkflowFile[],
  { issue, started }: { issue: number; started: readonly WorkflowFile[] },
): { path: string; how: string }[] {
  const baseRef = epicBranch(issue);
  const headBranch = leafBranch(issue, "fx-00000000", 1);
  const targeted = workflows.filter(({ document }) =>
    ["opened", "closed"].some(
      (action) => workflowFires(triggersOf(document), { name: "pull_request_target", action, baseRef }).fires,
    ),
  );
  const found = new Map(targeted.map(({ path }) => [path, "pull_request_target"]));
  const running = [...started, ...targeted];
  // What is found sets off others in turn: the list grows while it is read.
  for (const earlier of running) {
    const workflow = nameOf(earlier);
    for (const later of workflows) {
      const after = { name: "workflow_run", action: "completed", workflow, headBranch } as const;
      if (found.has(later.path) || !workflowFires(triggersOf(later.document), after).fires) continue;
      if (workflowRisks(later.document).length === 0) continue;
      found.set(later.path, `workflow_run after ${workflow}`);
      running.push(later);
    }
  }
  return workflows.flatMap(({ path }) => {
    const how = found.get(path);
    return how === undefined ? [] : [{ path, how }];
  });
}

function nameOf({ path, document }: WorkflowFile): string {
  const { name } = document as { name?: unknown };
  return typeof name === "string" ? name : path;
}
