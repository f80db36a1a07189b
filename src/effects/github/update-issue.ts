import { z } from "zod";
import type { Repo } from "./client.ts";
import { type Issue, parseIssue, plainLines } from "./issue.ts";
import { orRefusal } from "./refusal.ts";

/** What an issue shall say; what is left out stays. */
export type IssueWish = Readonly<{
  title?: string;
  body?: string;
  state?: { is: "open" } | { is: "closed"; reason: "completed" | "not_planned" };
  /** `family` are the labels that are ours to remove; all others stay. */
  labels?: Readonly<{ family: readonly string[]; want: readonly string[] }>;
}>;

/**
 * Writes the difference between the issue as it was read and the wish, or nothing. `changed` names the fields. Labels are put on and taken
 * off one by one and everything else goes in one request: a PATCH writes the whole list of labels, and would take off what a person put on
 * since it was read.
 */
export async function updateIssue(
  repo: Repo,
  current: Issue,
  wish: IssueWish,
): Promise<{ issue: Issue; changed: string[] }> {
  const { octokit, ...where } = repo;
  const labels = wish.labels ? await swapLabels(repo, current, wish.labels) : undefined;
  const difference = differenceOf(current, wish);
  const changed = [...(labels ? ["labels"] : []), ...Object.keys(difference)];
  if (Object.keys(difference).length === 0) {
    return { issue: { ...current, labels: labels ?? current.labels }, changed };
  }
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
};

function differenceOf(current: Issue, { title, body, state }: IssueWish): Difference {
  const difference: Difference = {};
  if (title !== undefined && title !== current.title) difference.title = title;
  if (body !== undefined && comparable(body) !== comparable(current.body)) difference.body = body;
  if (state?.is === "open" && current.state === "closed") {
    Object.assign(difference, { state: "open", state_reason: "reopened" });
  }
  if (state?.is === "closed" && (current.state === "open" || current.stateReason !== state.reason)) {
    Object.assign(difference, { state: "closed", state_reason: state.reason });
  }
  return difference;
}

/** Only what is ours moves, the new label first; undefined when nothing had to. Names are compared without case, as GitHub does. */
async function swapLabels(
  { octokit, ...where }: Repo,
  { ref, labels }: Issue,
  { family, want }: NonNullable<IssueWish["labels"]>,
): Promise<string[] | undefined> {
  const at = { ...where, issue_number: ref.number };
  const missing = want.filter((name) => !holds(labels, name));
  const surplus = labels.filter((name) => holds(family, name) && !holds(want, name));
  let now: string[] | undefined;
  if (missing.length > 0) {
    now = Names.parse((await octokit.rest.issues.addLabels({ ...at, labels: missing })).data);
  }
  for (const name of surplus) {
    const answer = await orRefusal([404], octokit.rest.issues.removeLabel({ ...at, name }));
    // A person was faster.
    now = "refusal" in answer ? (now ?? labels).filter((each) => each !== name) : Names.parse(answer.data);
  }
  return now;
}

function holds(names: readonly string[], name: string): boolean {
  return names.some((each) => each.toLowerCase() === name.toLowerCase());
}

const Names = z.array(z.object({ name: z.string() }).transform(({ name }) => name));

function comparable(text: string): string {
  return plainLines(text).trimEnd();
}
