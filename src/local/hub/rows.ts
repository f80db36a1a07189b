/** The rows of the hub's tables. `at` fields are ISO 8601 in UTC; other rows are named by their `id`. */

export type Role = "read" | "triage" | "write" | "maintain" | "admin";
export type Permissions = Record<string, "read" | "write">;

export type User = { id: number; login: string; type: "User" | "Bot" | "Organization"; createdAt: string };

export type Repo = {
  id: number;
  ownerId: number;
  name: string;
  private: boolean;
  defaultBranch: string;
  createdAt: string;
  pushedAt: string;
  /** Issues and pull requests get numbers above this one; 0 when it is not there. */
  numbersAbove?: number;
};

export type Collaborator = { id: number; repoId: number; userId: number; role: Role };

/** The App on one account. What it may do and hears of comes from the hub's options. */
export type Installation = { id: number; accountId: number; repoIds: number[]; createdAt: string };

export type Token = {
  id: number;
  token: string;
  kind: "user" | "installation" | "job";
  userId: number;
  /** Set for installation and job tokens; a user's token may what the user may. */
  scope?: { installationId: number | null; repoIds: number[]; permissions: Permissions; expiresAt: string };
};

/** One rule of a ruleset; `pattern` is the branch name it covers, with `*` (no slash) and `**`. */
export type BranchRule = {
  id: number;
  repoId: number;
  rulesetId: number;
  pattern: string;
  type: string;
  parameters?: Record<string, unknown>;
  /** The App is on the ruleset's bypass list. */
  appMayBypass: boolean;
};

/** A ref as last announced by a `push` event; git itself holds the truth. */
export type Ref = { id: number; repoId: number; ref: string; sha: string };

export type Label = { id: number; repoId: number; name: string; color: string; description: string | null };

export type Issue = {
  id: number;
  repoId: number;
  number: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  stateReason: "completed" | "not_planned" | "duplicate" | "reopened" | null;
  userId: number;
  /** The App acted, with its own token. */
  viaApp: boolean;
  labelIds: number[];
  assigneeIds: number[];
  locked: boolean;
  parentId: number | null;
  /** In the order the parent shows them. */
  subIssueIds: number[];
  blockedByIds: number[];
  /** Set when this issue is a pull request's conversation. */
  pullId: number | null;
  deleted: boolean;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedById: number | null;
  editorId: number | null;
  lastEditedAt: string | null;
};

export type IssueEvent = {
  id: number;
  repoId: number;
  issueId: number;
  event: string;
  actorId: number;
  viaApp: boolean;
  commitSha: string | null;
  label: { name: string; color: string } | null;
  rename: { from: string; to: string } | null;
  createdAt: string;
};

export type Comment = {
  id: number;
  repoId: number;
  issueId: number;
  userId: number;
  viaApp: boolean;
  body: string;
  createdAt: string;
  updatedAt: string;
  editorId: number | null;
  lastEditedAt: string | null;
};

export type Reaction = {
  id: number;
  subject: "issue" | "comment";
  subjectId: number;
  userId: number;
  content: string;
  createdAt: string;
};

export type Pull = {
  id: number;
  repoId: number;
  issueId: number;
  number: number;
  headRef: string;
  headSha: string;
  baseRef: string;
  /** The base branch's commit when the pull request was opened or last changed; for a merged one, before the merge. */
  baseSha: string;
  draft: boolean;
  mergedAt: string | null;
  mergedById: number | null;
  mergeCommitSha: string | null;
};

export type Review = {
  id: number;
  repoId: number;
  pullId: number;
  userId: number;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";
  body: string;
  commitSha: string;
  submittedAt: string;
};

/** One line of a review; what a line is called in a diff (`position`, `diffHunk`) stays as it was when it was said. */
export type ReviewComment = {
  id: number;
  reviewId: number;
  path: string;
  line: number;
  side: "LEFT" | "RIGHT";
  position: number;
  diffHunk: string;
  body: string;
};

export type Status = {
  id: number;
  repoId: number;
  sha: string;
  state: "error" | "failure" | "pending" | "success";
  context: string;
  description: string | null;
  targetUrl: string | null;
  creatorId: number;
  createdAt: string;
};

/** Who made a suite or a run: the App under test, or GitHub Actions. */
export type CheckMaker = "app" | "actions";
export type CheckStatus = "queued" | "in_progress" | "completed";
export type CheckConclusion =
  | "success"
  | "failure"
  | "neutral"
  | "cancelled"
  | "skipped"
  | "timed_out"
  | "action_required"
  | "stale"
  | "startup_failure";

export type CheckSuite = {
  id: number;
  repoId: number;
  maker: CheckMaker;
  headBranch: string | null;
  headSha: string;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  createdAt: string;
  updatedAt: string;
};

export type CheckAnnotation = {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: "notice" | "warning" | "failure";
  message: string;
  title?: string;
};

export type CheckRun = {
  id: number;
  repoId: number;
  suiteId: number;
  maker: CheckMaker;
  name: string;
  headSha: string;
  externalId: string;
  detailsUrl: string | null;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  startedAt: string;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  annotations: CheckAnnotation[];
};

/** One webhook as it was sent; `status` is the receiver's answer, 0 when it could not be reached. */
export type Delivery = {
  id: number;
  guid: string;
  event: string;
  action: string | null;
  status: number;
  at: string;
};
