import type * as actions from "./actions/rows.ts";
import type { Journal } from "./journal.ts";
import type * as rows from "./rows.ts";

export type HubState = ReturnType<typeof openState>;

/** All tables of one hub. Rows are plain data (`rows.ts`); `render/` turns them into GitHub's JSON. */
export function openState(journal: Journal) {
  return {
    journal,
    users: journal.table<rows.User>("users"),
    repos: journal.table<rows.Repo>("repos"),
    collaborators: journal.table<rows.Collaborator>("collaborators"),
    installations: journal.table<rows.Installation>("installations"),
    tokens: journal.table<rows.Token>("tokens"),
    rules: journal.table<rows.BranchRule>("rules"),
    refs: journal.table<rows.Ref>("refs"),
    labels: journal.table<rows.Label>("labels"),
    issues: journal.table<rows.Issue>("issues"),
    issueEvents: journal.table<rows.IssueEvent>("issueEvents"),
    comments: journal.table<rows.Comment>("comments"),
    reactions: journal.table<rows.Reaction>("reactions"),
    pulls: journal.table<rows.Pull>("pulls"),
    reviews: journal.table<rows.Review>("reviews"),
    reviewComments: journal.table<rows.ReviewComment>("reviewComments"),
    statuses: journal.table<rows.Status>("statuses"),
    checkSuites: journal.table<rows.CheckSuite>("checkSuites"),
    checkRuns: journal.table<rows.CheckRun>("checkRuns"),
    workflows: journal.table<actions.Workflow>("workflows"),
    workflowRuns: journal.table<actions.WorkflowRun>("workflowRuns"),
    workflowJobs: journal.table<actions.WorkflowJob>("workflowJobs"),
    artifacts: journal.table<actions.Artifact>("artifacts"),
    deliveries: journal.table<rows.Delivery>("deliveries"),
  };
}

let last = { second: Number.NaN, text: "" };

/** Now, as GitHub writes times: UTC, whole seconds. One request asks for it many times. */
export function timestamp(at: number = Date.now()): string {
  const second = Math.floor(at / 1000);
  if (second !== last.second)
    last = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` };
  return last.text;
}
