import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { linkedIssues, linkedNeeds, shownStatus, statusLabel } from "#src/core/mirror-state.ts";
import { type Status, Status as Statuses } from "#src/core/task.ts";
import { rootOf, type IssueRef, type Task, type Tree } from "#src/core/tree.ts";
import { ensureComment } from "#src/effects/github/comments.ts";
import { type EnsuredIssue, ensureIssue } from "#src/effects/github/create-issue.ts";
import type { Repo } from "#src/effects/github/client.ts";
import { ensureBlockedBy } from "#src/effects/github/dependencies.ts";
import { lookAtIssue } from "#src/effects/github/look-at-issue.ts";
import { ensureLabels, type LabelSpec } from "#src/effects/github/labels.ts";
import { readPullRequest } from "#src/effects/github/pulls.ts";
import { repositoryId } from "#src/effects/github/repository.ts";
import { ensureSubIssue } from "#src/effects/github/sub-issues.ts";
import { type IssueWish, updateIssue } from "#src/effects/github/update-issue.ts";
import { commentMarker, renderComment } from "#src/views/comments.ts";
import { heardIn } from "#src/views/reply.ts";
import { issueTitle, renderIssueBody, taskMarker } from "#src/views/issue-body.ts";
import { renderSticky, stickyMarker } from "#src/views/sticky.ts";
import { missedDecision } from "./missed-decision.ts";
import { repositoryOf, type World } from "./world.ts";

/** Makes the issue of a task say what the tree says: ask, compare, write only the difference. Text is written once, at birth. */
export async function mirrorIssue(
  world: World,
  tree: Tree,
  effect: EffectOf<"MirrorIssue">,
): Promise<TreeEvent[]> {
  const task = tree.tasks.get(effect.task);
  const parent = task?.parent == null ? undefined : tree.tasks.get(task.parent)?.issue;
  if (task === undefined || parent === undefined) return [];
  const repo = await repositoryOf(world, tree);
  const born = task.issue === undefined ? await bornIssue(world, tree, { repo, task, parent }) : undefined;
  const issue = task.issue ?? born?.ref;
  if (issue === undefined) return [];
  const told = isAsBorn(task, born) ? undefined : await makeItSay(world, tree, { repo, task, issue });
  if (told !== undefined) return [told];
  if (born === undefined && task.mirrored === undefined) {
    const link = await ensureSubIssue(repo, parent.number, issue);
    if (!link.linked) traceUnlinked(world, tree, { task, subject: underWords(issue, parent), why: link.why });
  }
  await linkNeeds(world, tree, { repo, task, issue });
  return [{ type: "IssueMirrored", task: task.id, issue, state: effect.state }];
}

/** What was made this moment says what an open task's issue says: no label, and open. */
function isAsBorn(task: Task, born: EnsuredIssue | undefined): boolean {
  return (
    born?.created === true &&
    statusLabel(shownStatus(task)) === undefined &&
    stateOf(task).state?.is === "open"
  );
}

/** Nothing, or what was found out when it was looked at. */
async function makeItSay(
  world: World,
  tree: Tree,
  { repo, task, issue }: { repo: Repo; task: Task; issue: IssueRef },
): Promise<TreeEvent | undefined> {
  const current = await lookAtIssue(repo, issue);
  if (typeof current === "string")
    return { type: "IssueGone", issue: issue.number, as: current, by: "somebody" };
  const decision = await missedDecision(world, tree, { repo, task, issue: current });
  if (decision !== undefined) return decision;
  const label = statusLabel(shownStatus(task));
  const want = label === undefined ? [] : [label];
  if (want.some((each) => !current.labels.includes(each))) await ensureLabels(repo, want.map(specOf));
  await updateIssue(repo, current, { labels: { family: labelFamily, want }, ...stateOf(task) });
  return undefined;
}

/** Open or closed as the task is; what a person closed by hand stays closed while that is judged. */
function stateOf(task: Task): Pick<IssueWish, "state"> {
  if (task.status === "done") return { state: { is: "closed", reason: "completed" } };
  if (task.status === "cancelled") return { state: { is: "closed", reason: "not_planned" } };
  return { state: task.closedBy ? { is: "closed", reason: task.closedBy.as } : { is: "open" } };
}

/** Edges can be linked once both issues are there; later changes of status need no look at them. */
async function linkNeeds(
  world: World,
  tree: Tree,
  { repo, task, issue }: { repo: Repo; task: Task; issue: IssueRef },
): Promise<void> {
  const want = linkedIssues(tree, task);
  if (want.length === 0 || linkedNeeds(task) === want.length) return;
  const ours = [...tree.tasks.values()].flatMap((each) => each.issue ?? []);
  const { refused } = await ensureBlockedBy(repo, issue.number, { want, ours });
  for (const { number, why } of refused)
    traceUnlinked(world, tree, { task, subject: `#${issue.number} blocked by #${number}`, why });
}

/** GitHub shows the tree without this link from now on; Beads has it. */
function traceUnlinked(
  world: World,
  tree: Tree,
  { task, subject, why }: { task: Task; subject: string; why: string },
): void {
  const attrs = { subject, verdict: "refused" as const, detail: why };
  world.trace.write({ type: "validation", root: tree.root, task: task.id, attrs });
}

async function bornIssue(
  world: World,
  tree: Tree,
  { repo, task, parent }: { repo: Repo; task: Task; parent: IssueRef },
): Promise<EnsuredIssue> {
  const since = new Date(rootOf(tree).facts.requestedAt).toISOString();
  const ensured = await ensureIssue(
    repo,
    { marker: taskMarker(task.id), bot: world.bot, since },
    {
      title: issueTitle(task),
      body: renderIssueBody(tree, task),
      labels: [],
      repositoryId: await repositoryId(repo),
      parent,
    },
  );
  const { ref, unlinked } = ensured;
  if (unlinked !== undefined)
    traceUnlinked(world, tree, { task, subject: underWords(ref, parent), why: unlinked });
  return ensured;
}

function underWords(issue: IssueRef, parent: IssueRef): string {
  return `#${issue.number} under #${parent.number}`;
}

function specOf(name: string): LabelSpec {
  return { name, color: colours[name] ?? "ededed", description: "Set by Fractal" };
}

const labelFamily = [...new Set(Statuses.options.flatMap((status: Status) => statusLabel(status) ?? []))];

/** Display only; the word says it too. */
const colours: Readonly<Record<string, string>> = {
  "fractal: needs you": "d93f0b",
  "fractal: failed": "b60205",
};

export async function writeSticky(
  world: World,
  tree: Tree,
  { state }: EffectOf<"WriteSticky">,
): Promise<TreeEvent[]> {
  const { facts } = rootOf(tree);
  const written = await ensureComment(await repositoryOf(world, tree), {
    issue: facts.issue,
    marker: stickyMarker(tree.root),
    body: renderSticky(tree),
    mode: "sticky",
    bot: world.bot,
    knownId: facts.sticky?.commentId,
  });
  return [{ type: "StickyWritten", commentId: written.id, state, at: world.clock() }];
}

/** A merge closes the issue too, and the issue's event may come first: then nothing was stopped. */
async function mergedMeanwhile(world: World, tree: Tree): Promise<TreeEvent | undefined> {
  const { pullRequest } = rootOf(tree).facts;
  if (pullRequest === undefined) return undefined;
  const { state, mergedSha } = await readPullRequest(await repositoryOf(world, tree), pullRequest);
  if (state !== "merged") return undefined;
  const sha = mergedSha === undefined ? {} : { mergedSha };
  return { type: "PullRequestClosed", pullRequest, merged: true, by: "somebody", ...sha };
}

export async function comment(
  world: World,
  tree: Tree,
  { task: id, key, topic }: EffectOf<"Comment">,
): Promise<TreeEvent[]> {
  const task = tree.tasks.get(id);
  const issue = placeOf(tree, id, topic);
  if (task === undefined || issue === undefined) return [];
  const merged = topic.startsWith("stopped") ? await mergedMeanwhile(world, tree) : undefined;
  if (merged !== undefined) return [merged];
  const body = renderComment(tree, task, topic);
  const marker = commentMarker(key);
  await ensureComment(await repositoryOf(world, tree), { issue, marker, body, mode: "once", bot: world.bot });
  const attrs = { direction: "out" as const, where: `#${issue}`, text: world.trace.blob(body) };
  world.trace.write({ type: "human_message", root: tree.root, task: id, key, attrs });
  return [{ type: "Commented", task: id, key }];
}

/** Where it is said: under the task's issue, or where a person said what it answers. */
function placeOf(tree: Tree, task: string, topic: string): number | undefined {
  const heard = heardIn(tree, topic);
  return heard?.on ?? tree.tasks.get(heard?.task ?? task)?.issue?.number;
}
