import type { Stand } from "./stand.ts";

/** What GitHub has of an effect, in words that are the same for every stand. */
export async function commitsOf({ desk }: Stand, branch: string): Promise<unknown> {
  const { ada, at } = desk.world;
  const compared = { ...at, basehead: `${desk.base}...${branch}` };
  const { data } = await ada.rest.repos.compareCommitsWithBasehead(compared);
  return `${data.ahead_by} commits`;
}

export async function runsOf({ desk }: Stand, key: string): Promise<unknown> {
  const { ada, at } = desk.world;
  const all = await ada.paginate(ada.rest.actions.listWorkflowRunsForRepo, { ...at, per_page: 100 });
  const ours = all.filter(({ display_title: title }) => title.split(" ").includes(key));
  return ours.map(({ status, conclusion }) => `${status} ${conclusion}`);
}

export async function pullsOf({ desk }: Stand, branch: string): Promise<unknown> {
  const { ada, at } = desk.world;
  const { data } = await ada.rest.pulls.list({ ...at, state: "all", head: `ada:${branch}` });
  return data.map(({ state, title }) => `${state} ${title}`);
}

export async function issuesOf({ desk, issue, needed }: Stand, marker: string): Promise<unknown> {
  const { ada, at } = desk.world;
  const all = await ada.paginate(ada.rest.issues.listForRepo, { ...at, state: "all", per_page: 100 });
  const ours = all.filter(({ body }) => body?.includes(marker));
  const [first] = ours;
  const on = { ...at, issue_number: first?.number ?? 0 };
  const waits = (await ada.rest.issues.listDependenciesBlockedBy(on)).data;
  const parent = (await ada.rest.issues.getParent(on)).data;
  return {
    issues: ours.map(({ state, labels }) => [state, labels.map((each) => Object(each).name)]),
    isUnderRoot: parent.number === issue.number,
    waitsFor: waits.map(({ title }) => title === needed.title),
  };
}

export async function commentsOf(
  { desk, issue }: Stand,
  marker: string,
  number = issue.number,
): Promise<unknown> {
  const { ada, at } = desk.world;
  const { data } = await ada.rest.issues.listComments({ ...at, issue_number: number });
  return data.filter(({ body }) => body?.includes(marker)).length;
}
