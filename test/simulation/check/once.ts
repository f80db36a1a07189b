import type { HubState } from "#src/local/hub/state.ts";
import type { Remains } from "./rows.ts";

/** I2: whatever one key names outside is there once: issues, comments, runs, pull requests, branches, reactions. */
export function once({ state }: Remains): string[] {
  return [
    ...twice(issues(state), "issues"),
    ...twice(comments(state), "comments"),
    ...twice(runs(state), "runs"),
    ...twice(pulls(state), "pull requests"),
    ...twice(openPulls(state), "open pull requests"),
    ...twice(reactions(state), "reactions"),
  ];
}

const marker = /<!-- fractal:\w+ \S+/;

function issues({ issues: table }: HubState): string[] {
  return table
    .filter(({ viaApp, pullId, deleted }) => viaApp && pullId === null && !deleted)
    .map(({ body, number }) => marker.exec(body ?? "")?.[0] ?? `none on #${number}`);
}

function comments({ comments: table }: HubState): string[] {
  return table
    .filter(({ viaApp }) => viaApp)
    .map(({ body, issueId }) => `${issueId} ${/<!-- fractal:\w+ .*? -->/.exec(body)?.[0] ?? body}`);
}

/** The later of two with one key is cancelled when it is found, and may have ended by then: it is the lower id that counts. */
function runs({ workflowRuns }: HubState): string[] {
  return workflowRuns
    .filter(({ event, conclusion }) => event === "workflow_dispatch" && conclusion !== "cancelled")
    .map(({ title }) => title);
}

function pulls({ pulls: table }: HubState): string[] {
  return table.filter(({ headRef }) => !headRef.endsWith("/epic")).map(({ headRef }) => headRef);
}

/** Of one task, or of one epic, whichever attempt it is. */
function openPulls({ pulls: table, issues: all }: HubState): string[] {
  return table
    .filter(({ issueId, headRef }) => all.must(issueId).state === "open" && headRef.startsWith("fractal/"))
    .map(({ headRef }) => headRef.replace(/-\d+$/, ""));
}

function reactions({ reactions: table }: HubState): string[] {
  return table
    .filter(() => true)
    .map((row) => `${row.content} on ${row.subject} ${row.subjectId} by ${row.userId}`);
}

function twice(names: readonly string[], what: string): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].flatMap(([name, count]) => (count > 1 ? [`${count} ${what} for ${name}`] : []));
}
