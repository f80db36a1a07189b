import { expect, test } from "vitest";
import type { Effect, EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { createPerform } from "#src/effects/perform/perform.ts";
import { commentMarker } from "#src/views/comments.ts";
import { taskMarker } from "#src/views/issue-body.ts";
import { stickyMarker } from "#src/views/sticky.ts";
import type { OnTheWay } from "#test/effects/github/hub-repo.ts";
import { type Desk, openStand, openStands, type Stand } from "./stand.ts";

/** Serves or does not serve one request, and answers it with an error or with nothing. */
type Fault = Readonly<{ name: string; served: boolean; answer: () => Response }>;

const badGateway = () => Response.json({ message: "Server Error" }, { status: 502 });
const broken = (): never => {
  throw new TypeError("fetch failed");
};
const onWrites: readonly Fault[] = [
  { name: "502 after it was done", served: true, answer: badGateway },
  { name: "the connection broke after it was done", served: true, answer: broken },
  { name: "the connection broke before it was done", served: false, answer: broken },
];
const onReads: readonly Fault[] = [
  { name: "503", served: false, answer: () => Response.json({ message: "Busy" }, { status: 503 }) },
];

type Case<Type extends Effect["type"]> = (
  stand: Stand,
) => Promise<Readonly<{ tree: Tree; effect: EffectOf<Type>; made: () => Promise<unknown> }>>;

const nothing = () => Promise.resolve("nothing");

/** How each effect comes about, and what is there of it afterwards, in words that are the same for every stand. */
const cases: { [Type in Exclude<Effect["type"], "AskPlanner">]: Case<Type> } = {
  AcknowledgeRequest: async (stand) => ({
    tree: stand.tree,
    effect: { type: "AcknowledgeRequest", task: stand.root.id, key: "seen" },
    made: async () => {
      const { ada, at } = stand.desk.world;
      const on = { ...at, issue_number: stand.issue.number };
      return (await ada.rest.reactions.listForIssue(on)).data.map(({ content }) => content);
    },
  }),
  CheckPermission: async (stand) => ({
    tree: stand.tree,
    effect: { type: "CheckPermission", task: stand.root.id, key: "may", login: "bob" },
    made: nothing,
  }),
  RunPreflight: async (stand) => ({
    tree: stand.tree,
    effect: { type: "RunPreflight", task: stand.root.id, key: "preflight" },
    made: nothing,
  }),
  EnsureEpic: async (stand) => {
    const { octokit, ...at } = stand.desk.repo;
    await octokit.rest.git.deleteRef({ ...at, ref: `heads/${stand.epic}` });
    return {
      tree: stand.tree,
      effect: { type: "EnsureEpic", task: stand.root.id, key: "epic", sha: stand.desk.base },
      made: () => commitsOf(stand, stand.epic),
    };
  },
  Dispatch: async (stand) => ({
    tree: stand.tree,
    effect: { type: "Dispatch", ...leafOf(stand), key: `${stand.key}/dispatch`, isWanted: true },
    made: () => runsOf(stand, stand.key),
  }),
  CancelRun: async (stand) => {
    const { runId } = await stand.ran();
    return {
      tree: stand.tree,
      effect: { type: "CancelRun", task: stand.leaf.id, key: "cancel", runId },
      made: () => runsOf(stand, stand.key),
    };
  },
  CollectReport: async (stand) => {
    const { runId } = await stand.ran();
    return {
      tree: stand.treeWith({ attempt: { runId } }),
      effect: { type: "CollectReport", ...leafOf(stand), key: "report", runId },
      made: nothing,
    };
  },
  PublishPatch: async (stand) => {
    const { runId, patch } = await stand.ran();
    return {
      tree: stand.treeWith({ attempt: { runId, patch } }),
      effect: { type: "PublishPatch", ...leafOf(stand), key: "publish", runId },
      made: () => commitsOf(stand, stand.branch),
    };
  },
  OpenPullRequest: async (stand) => {
    const headSha = await stand.published();
    return {
      tree: stand.treeWith({ attempt: { headSha, branch: stand.branch } }),
      effect: { type: "OpenPullRequest", ...leafOf(stand), key: "pull-request" },
      made: () => pullsOf(stand, stand.branch),
    };
  },
  ReadChecks: async (stand) => {
    const sha = await stand.published();
    const { runId } = await stand.ran();
    return {
      tree: stand.tree,
      effect: { type: "ReadChecks", task: stand.leaf.id, about: "attempt", n: 1, key: "checks", sha, runId },
      made: async () => {
        const { ada, at } = stand.desk.world;
        const { data } = await ada.rest.repos.listCommitStatusesForRef({ ...at, ref: sha });
        return data.map(({ context, state }) => `${context} ${state}`);
      },
    };
  },
  DispatchVerify: async (stand) => {
    const about = { about: "attempt", n: 1, sha: stand.desk.base, command: "true" } as const;
    const key = `${stand.leaf.id}/attempt/1/verify`;
    return {
      tree: stand.tree,
      effect: { type: "DispatchVerify", task: stand.leaf.id, key, ...about },
      made: () => runsOf(stand, key),
    };
  },
  MergePullRequest: async (stand) => {
    const sha = await stand.published();
    const pullRequest = await stand.pulled();
    return {
      tree: stand.treeWith({ attempt: { headSha: sha, pullRequest } }),
      effect: { type: "MergePullRequest", ...leafOf(stand), key: "merge", pullRequest, sha },
      made: () => commitsOf(stand, stand.epic),
    };
  },
  ClosePullRequest: async (stand) => {
    await stand.published();
    const pullRequest = await stand.pulled();
    return {
      tree: stand.tree,
      effect: { type: "ClosePullRequest", ...leafOf(stand), key: "close", pullRequest },
      made: () => pullsOf(stand, stand.branch),
    };
  },
  ReadEpic: async (stand) => ({
    tree: stand.tree,
    effect: { type: "ReadEpic", task: stand.root.id, key: "epic", n: 1 },
    made: nothing,
  }),
  MergeDefault: async (stand) => ({
    tree: stand.tree,
    effect: { type: "MergeDefault", task: stand.root.id, key: "default", n: 1 },
    made: () => commitsOf(stand, stand.epic),
  }),
  OpenRootPullRequest: async (stand) => {
    const { octokit, ...at } = stand.desk.repo;
    const sha = await stand.published();
    await octokit.rest.git.updateRef({ ...at, ref: `heads/${stand.epic}`, sha });
    return {
      tree: stand.tree,
      effect: { type: "OpenRootPullRequest", task: stand.root.id, key: "root-pull-request" },
      made: () => pullsOf(stand, stand.epic),
    };
  },
  MirrorIssue: async (stand) => {
    const issue = await stand.bornNeed();
    const { octokit, ...at } = stand.desk.repo;
    const label = { ...at, name: "fractal: queued" };
    // Made anew for each stand; the first one has none to delete.
    await octokit.rest.issues.deleteLabel(label).catch(() => {});
    const tree = stand.treeWith({ needs: [stand.needed.id], status: "queued", attempts: [] });
    const needed: Task = { ...stand.needed, issue };
    return {
      tree: { ...tree, tasks: new Map([...tree.tasks, [needed.id, needed]]) },
      effect: { type: "MirrorIssue", task: stand.leaf.id, key: "mirror", state: "queued|open|1" },
      made: () => issuesOf(stand, taskMarker(stand.leaf.id)),
    };
  },
  WriteSticky: async (stand) => ({
    tree: stand.tree,
    effect: { type: "WriteSticky", task: stand.root.id, key: "sticky", state: "new" },
    made: () => commentsOf(stand, stickyMarker(stand.root.id)),
  }),
  Comment: async (stand) => {
    const key = `${stand.root.id}/comment/not-allowed/ada`;
    return {
      tree: stand.tree,
      effect: { type: "Comment", task: stand.root.id, key, topic: "not-allowed/ada" },
      made: () => commentsOf(stand, commentMarker(key)),
    };
  },
};

test.each(Object.keys(cases) as (keyof typeof cases)[])(
  "%s is done once, wherever the connection fails: looked up before it is done again",
  async (type) => {
    await using desk = await openStands();
    const perform = createPerform(desk.desk);
    let serial = 0;
    const place = async () => {
      desk.desk.texts.clear();
      const stand = await openStand(desk, (serial += 1));
      return { stand, ...(await cases[type](stand)) };
    };
    const clean = await place();
    const requests = await requestsOf(desk, () => perform(clean.tree, clean.effect));
    const wanted = { events: names(await perform(clean.tree, clean.effect)), made: await clean.made() };
    expect(wanted.events).not.toContain("EffectFailed");

    for (const [index, method] of requests.entries())
      for (const fault of method === "GET" ? onReads : onWrites) {
        const { tree, effect, made } = await place();
        desk.divert(failing(index, fault));
        const failed = await perform(tree, effect);
        desk.divert(undefined);
        const what = `${fault.name}, request ${index + 1} of ${requests.join(" ")}`;
        expect({ what, failed }).toMatchObject({ what, failed: [{ type: "EffectFailed", kind: "retry" }] });
        const events = names(await perform(tree, effect));
        expect({ what, events, made: await made() }).toEqual({ what, ...wanted });
      }
  },
  120_000,
);

/** The methods of all requests that something takes. */
async function requestsOf(desk: Desk, act: () => Promise<unknown>): Promise<string[]> {
  const methods: string[] = [];
  desk.divert(({ method }, serve) => {
    methods.push(method);
    return serve();
  });
  await act();
  desk.divert(undefined);
  return methods;
}

function failing(index: number, { served, answer }: Fault): OnTheWay {
  let count = -1;
  return async (_request, serve) => {
    count += 1;
    if (count !== index) return serve();
    if (served) await (await serve()).arrayBuffer();
    return answer();
  };
}

function names(events: readonly TreeEvent[]): string[] {
  return events.map(({ type }) => type);
}

function leafOf({ leaf }: Stand): { task: string; attempt: number } {
  return { task: leaf.id, attempt: 1 };
}

async function commitsOf({ desk }: Stand, branch: string): Promise<unknown> {
  const { ada, at } = desk.world;
  const compared = { ...at, basehead: `${desk.base}...${branch}` };
  const { data } = await ada.rest.repos.compareCommitsWithBasehead(compared);
  return `${data.ahead_by} commits`;
}

async function runsOf({ desk }: Stand, key: string): Promise<unknown> {
  const { ada, at } = desk.world;
  const all = await ada.paginate(ada.rest.actions.listWorkflowRunsForRepo, { ...at, per_page: 100 });
  const ours = all.filter(({ display_title: title }) => title.split(" ").includes(key));
  return ours.map(({ status, conclusion }) => `${status} ${conclusion}`);
}

async function pullsOf({ desk }: Stand, branch: string): Promise<unknown> {
  const { ada, at } = desk.world;
  const { data } = await ada.rest.pulls.list({ ...at, state: "all", head: `ada:${branch}` });
  return data.map(({ state, title }) => `${state} ${title}`);
}

async function issuesOf({ desk, issue, needed }: Stand, marker: string): Promise<unknown> {
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

async function commentsOf({ desk, issue }: Stand, marker: string): Promise<unknown> {
  const { ada, at } = desk.world;
  const { data } = await ada.rest.issues.listComments({ ...at, issue_number: issue.number });
  return data.filter(({ body }) => body?.includes(marker)).length;
}
