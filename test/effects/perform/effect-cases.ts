import type { Effect, EffectOf } from "#src/core/effect.ts";
import type { Question } from "#src/core/question.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { commentMarker } from "#src/views/comments.ts";
import { taskMarker } from "#src/views/issue-body.ts";
import { questionMarker } from "#src/views/question.ts";
import { stickyMarker } from "#src/views/sticky.ts";
import { policyCases } from "./policy-cases.ts";
import { commentsOf, commitsOf, issuesOf, pullsOf, runsOf } from "./made.ts";
import { withRefusal } from "./refused.ts";
import type { Stand } from "./stand.ts";

export type Case<Type extends Effect["type"]> = (
  stand: Stand,
) => Promise<Readonly<{ tree: Tree; effect: EffectOf<Type>; made: () => Promise<unknown> }>>;

const nothing = () => Promise.resolve("nothing");

/** How each effect comes about, and what is there of it afterwards, in words that are the same for every stand. */
export const effectCases: {
  [
    Type in Exclude<
      Effect["type"],
      | "AskPlanner"
      | "AskRouter"
      | "AskFixer"
      | "DistillPolicy"
      | "NotePolicy"
      | "CountPolicies"
      | "CountOverruled"
      | "RetirePolicies"
    >
  ]: Case<Type>;
} = {
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
  RefuseWish: async (stand) => {
    await stand.published();
    const pullRequest = await stand.pulled();
    const { bob, at } = stand.desk.world;
    await bob.rest.pulls.update({ ...at, pull_number: pullRequest, state: "closed" });
    const about = { task: stand.leaf.id, by: "bob", as: "unmerged" as const, pullRequest };
    return {
      tree: withRefusal(stand.treeWith({ attempt: { pullRequest } }), about),
      effect: { type: "RefuseWish", task: stand.root.id, key: "refusal", n: 1 },
      made: () => commentsOf(stand, "fractal:refusal", pullRequest),
    };
  },
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
    const label = { ...at, name: "fractal: needs you" };
    // Made anew for each stand; the first one has none to delete.
    await octokit.rest.issues.deleteLabel(label).catch(() => {});
    const tree = stand.treeWith({ needs: [stand.needed.id], status: "needs_human", attempts: [] });
    const needed: Task = { ...stand.needed, issue };
    return {
      tree: { ...tree, tasks: new Map([...tree.tasks, [needed.id, needed]]) },
      effect: { type: "MirrorIssue", task: stand.leaf.id, key: "mirror", state: "fractal: needs you|open|1" },
      made: () => issuesOf(stand, taskMarker(stand.leaf.id)),
    };
  },
  WriteSticky: async (stand) => ({
    tree: stand.tree,
    effect: { type: "WriteSticky", task: stand.root.id, key: "sticky", state: "new" },
    made: () => commentsOf(stand, stickyMarker(stand.root.id)),
  }),
  ...policyCases,
  WriteQuestion: async (stand) => {
    const task: Task = { ...stand.root, question };
    return {
      tree: { ...stand.tree, tasks: new Map([...stand.tree.tasks, [task.id, task]]) },
      effect: { type: "WriteQuestion", task: task.id, key: "question", n: 1, state: "asked" },
      made: () => commentsOf(stand, questionMarker(task.id, 1)),
    };
  },
  React: async (stand) => {
    const { ada, at } = stand.desk.world;
    const body = "Up, please.";
    const { data } = await ada.rest.issues.createComment({ ...at, issue_number: stand.issue.number, body });
    const on = { ...at, comment_id: data.id };
    await stand.desk.repo.octokit.rest.reactions.createForIssueComment({ ...on, content: "eyes" });
    await ada.rest.reactions.createForIssueComment({ ...on, content: "eyes" });
    return {
      tree: stand.tree,
      effect: {
        type: "React",
        task: stand.root.id,
        key: "react",
        comment: data.id,
        at: 1,
        content: "rocket",
      },
      made: async () => {
        const all = (await ada.rest.reactions.listForIssueComment(on)).data;
        return all.map(({ user, content }) => `${user?.login} ${content}`).toSorted();
      },
    };
  },
  Comment: async (stand) => {
    const key = `${stand.root.id}/comment/not-allowed/ada`;
    return {
      tree: stand.tree,
      effect: { type: "Comment", task: stand.root.id, key, topic: "not-allowed/ada" },
      made: () => commentsOf(stand, commentMarker(key)),
    };
  },
};

const question: Question = {
  n: 1,
  kind: "stuck",
  title: "Up or down?",
  summary: "It can be read in two ways.",
  options: [{ id: "a", words: "Up", move: { do: "guide", text: "Up" } }],
  print: "stuck-1",
  askedAt: 0,
};

function leafOf({ leaf }: Stand): { task: string; attempt: number } {
  return { task: leaf.id, attempt: 1 };
}
