import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Bead } from "#src/effects/beads/bead.ts";
import type { Hub } from "#src/local/hub/hub.ts";

/**
 * What a run has come to, in words that do not depend on when things happened: what the hub, git and Beads hold. Two runs
 * of one script that end alike have equal ends, however often one of them was killed.
 */
export function endOf(
  hub: Hub,
  { dir, rows }: { dir: string; rows: readonly Bead[] },
): Record<string, unknown> {
  const { state } = hub;
  const titleOf = (id: number | null) => (id === null ? null : (state.issues.get(id)?.title ?? "gone"));
  const labelsOf = (ids: readonly number[]) => ids.map((id) => state.labels.get(id)?.name).sort();
  const issues = state.issues
    .filter(({ pullId, deleted }) => pullId === null && !deleted)
    .map(({ title, state: is, stateReason, parentId, labelIds, blockedByIds }) => ({
      title,
      is,
      stateReason,
      parent: titleOf(parentId),
      labels: labelsOf(labelIds),
      blockedBy: blockedByIds.map(titleOf).sort(),
    }));
  const pulls = state.pulls
    .filter(() => true)
    .map(({ headRef, baseRef, draft, mergedAt, issueId }) => ({
      headRef,
      baseRef,
      draft,
      isMerged: mergedAt !== null,
      is: state.issues.get(issueId)?.state,
    }));
  const runs = state.workflowRuns
    .filter(({ event }) => event === "workflow_dispatch")
    .map(({ title, conclusion }) => ({ title: title.replace(/\b[0-9a-f]{12}\b/, "<sha>"), conclusion }));
  const comments = state.comments.filter(({ viaApp }) => viaApp).map(({ body }) => markerOf(body));
  const tasks = rows.map(({ id, title, status, close_reason: why }) => ({
    id,
    title,
    status,
    why: why ?? "",
  }));
  return {
    issues: sorted(issues),
    pulls: sorted(pulls),
    runs: sorted(runs),
    comments: sorted(comments),
    tasks: sorted(tasks),
    epics: epicsOf(dir),
  };
}

/** What the epic branches hold, as git names it: the same files have the same name, in whatever order they were merged. */
function epicsOf(dir: string): string[] {
  const repository = join(dir, "hub");
  const found = execFileSync("find", [join(repository, "repos"), "-name", "*.git", "-maxdepth", "2"], {
    encoding: "utf8",
  });
  return found
    .split("\n")
    .filter(Boolean)
    .flatMap((path) =>
      execFileSync(
        "git",
        ["-C", path, "for-each-ref", "--format=%(refname) %(tree)", "refs/heads/fractal/*/epic"],
        { encoding: "utf8" },
      )
        .split("\n")
        .filter(Boolean),
    );
}

function markerOf(body: string): string {
  return /<!-- fractal:\w+ \S+/.exec(body)?.[0] ?? body.slice(0, 80);
}

function sorted<Row>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
