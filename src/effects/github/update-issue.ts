import { type Issue, parseIssue, plainLines } from "./issue.ts";
import type { Repo } from "./client.ts";

/** What an issue shall say; what is left out stays. */
export type IssueWish = Readonly<{
  title?: string;
  body?: string;
  state?: { is: "open" } | { is: "closed"; reason: "completed" | "not_planned" };
  /** `family` are the labels that are ours to remove; all others stay. */
  labels?: Readonly<{ family: readonly string[]; want: readonly string[] }>;
}>;

/** Writes the difference between the issue as it was read and the wish, in one request, or nothing. `changed` names the fields. */
export async function updateIssue(
  { octokit, ...where }: Repo,
  current: Issue,
  wish: IssueWish,
): Promise<{ issue: Issue; changed: string[] }> {
  const difference = differenceOf(current, wish);
  const changed = Object.keys(difference);
  if (changed.length === 0) return { issue: current, changed };
  const { data } = await octokit.rest.issues.update({
    ...where,
    issue_number: current.ref.number,
    ...difference,
  });
  return { issue: parseIssue(data), changed };
}

type Difference = {
  title?: string;
  body?: string;
  state?: "open" | "closed";
  state_reason?: "completed" | "not_planned" | "reopened";
  labels?: string[];
};

function differenceOf(current: Issue, { title, body, state, labels }: IssueWish): Difference {
  const difference: Difference = {};
  if (title !== undefined && title !== current.title) difference.title = title;
  if (body !== undefined && comparable(body) !== comparable(current.body)) difference.body = body;
  if (state?.is === "open" && current.state === "closed") {
    Object.assign(difference, { state: "open", state_reason: "reopened" });
  }
  if (state?.is === "closed" && (current.state === "open" || current.stateReason !== state.reason)) {
    Object.assign(difference, { state: "closed", state_reason: state.reason });
  }
  if (labels) {
    const ours = new Set(labels.family.map((name) => name.toLowerCase()));
    const kept = current.labels.filter((name) => !ours.has(name.toLowerCase()));
    const want = [...kept, ...labels.want];
    if (!sameNames(want, current.labels)) difference.labels = want;
  }
  return difference;
}

function comparable(text: string): string {
  return plainLines(text).trimEnd();
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  const sorted = (names: readonly string[]) =>
    names
      .map((name) => name.toLowerCase())
      .toSorted()
      .join("\n");
  return sorted(a) === sorted(b);
}
