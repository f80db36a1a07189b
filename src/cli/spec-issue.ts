import { Octokit } from "@octokit/rest";

/**
 * The issue of this spec, labelled `fractal` by the person: the one that is open already, when the run goes on, else a new one.
 * Its number is above every `fractal/<n>/…` branch the repository has, so that no branch of an earlier run is taken.
 * @returns its number
 */
export async function openSpecIssue(at: {
  url: string;
  token: string;
  owner: string;
  repo: string;
  spec: { title: string; body: string };
  lastIssue: number;
}): Promise<number> {
  const octokit = new Octokit({ auth: at.token, baseUrl: at.url });
  const where = { owner: at.owner, repo: at.repo };
  const issues = await octokit.paginate(octokit.rest.issues.listForRepo, {
    ...where,
    state: "open",
    labels: "fractal",
    per_page: 100,
  });
  const known = issues.find(
    ({ title, body }) => title === at.spec.title && body?.trim() === at.spec.body.trim(),
  );
  if (known !== undefined) return known.number;
  const create = () => octokit.rest.issues.create({ ...where, title: at.spec.title, body: at.spec.body });
  let { data } = await create();
  while (data.number <= at.lastIssue && issues.length === 0) {
    await octokit.rest.issues.update({
      ...where,
      issue_number: data.number,
      state: "closed",
      state_reason: "not_planned",
    });
    ({ data } = await create());
  }
  await octokit.rest.issues.addLabels({ ...where, issue_number: data.number, labels: ["fractal"] });
  return data.number;
}
