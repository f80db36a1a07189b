import type { Simulation } from "../simulation.ts";

/** What people see on GitHub of a run: issues, pull requests, runs, the comments of the App and its reactions. */
export function shownOn({ state }: Simulation["around"]["hub"]): string[] {
  const isPull = new Set(state.pulls.filter(() => true).map(({ issueId }) => issueId));
  const isOpen = (issueId: number) => state.issues.must(issueId).state;
  return [
    ...state.issues
      .filter(({ viaApp, id }) => viaApp && !isPull.has(id))
      .map(({ title, state: open }) => `issue ${title}: ${open}`),
    ...state.pulls
      .filter(() => true)
      .map(
        ({ headRef, mergedAt, issueId }) =>
          `pull request ${headRef}: ${mergedAt === null ? isOpen(issueId) : "merged"}`,
      ),
    ...state.workflowRuns
      .filter(({ event }) => event === "workflow_dispatch")
      .map(({ title, conclusion }) => `run ${title}: ${conclusion}`),
    ...state.comments.filter(({ viaApp }) => viaApp).map(({ body }) => `comment ${headOf(body)}`),
    ...state.reactions
      .filter(({ subject }) => subject === "comment")
      .map(({ content, subjectId }) => `${content} on ${headOf(state.comments.must(subjectId).body)}`),
  ];
}

/** Its marker, and of a question the line that says whether it is asked still. */
function headOf(body: string): string {
  const [marker] = /<!-- fractal:(?:(?:comment|question) key=)?\S+ ?\S*/.exec(body) ?? [body];
  // Which comment is answered is told by its number.
  const about = marker.replace(/\/heard\/\d+\/\d+/, "/heard/(comment)");
  const [, asked = ""] = /^<!-- fractal:question .*\n(.*)/.exec(body) ?? [];
  return `${about} ${asked}`;
}
