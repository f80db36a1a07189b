import { Octokit } from "@octokit/rest";
import type { Spec } from "./read-spec.ts";

const label = "fractal";

/** The issue that stands for a spec, in the name of the person who runs us. */
export type SpecIssue = Readonly<{
  number: number;
  /** Labels it, which starts the work; once more when it had the label, but nobody heard of it. */
  ask: () => Promise<void>;
  /** Closes the issue of a task that the person did by hand. */
  closeAsDone: (issue: number) => Promise<void>;
}>;

/** Finds the issue with exactly this title and text, or opens it. */
export async function openSpecIssue(at: {
  url: string;
  token: string;
  owner: string;
  repo: string;
  spec: Spec;
}): Promise<SpecIssue> {
  const { spec, owner, repo } = at;
  const { paginate, rest } = new Octokit({ auth: at.token, baseUrl: at.url });
  const where = { owner, repo };
  const all = await paginate(rest.issues.listForRepo, {
    ...where,
    state: "all",
    creator: owner,
    per_page: 100,
  });
  const known = all.find(({ title, body }) => title === spec.title && body?.trim() === spec.body.trim());
  const issue = known ?? (await rest.issues.create({ ...where, ...spec })).data;
  const issueAt = { ...where, issue_number: issue.number };
  const ask = async () => {
    const { data: labels } = await rest.issues.listLabelsOnIssue(issueAt);
    if (labels.some(({ name }) => name === label)) await rest.issues.removeLabel({ ...issueAt, name: label });
    await rest.issues.addLabels({ ...issueAt, labels: [label] });
  };
  const closeAsDone = async (number: number) => {
    await rest.issues.update({
      ...where,
      issue_number: number,
      state: "closed",
      state_reason: "completed",
    });
  };
  return { number: issue.number, ask, closeAsDone };
}
