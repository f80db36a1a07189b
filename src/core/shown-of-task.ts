import { type Attempt, attemptKey } from "./attempt.ts";
import type { Effect } from "./effect.ts";
import { mirrorState } from "./mirror-state.ts";
import { questionState } from "./question-state.ts";
import { hash53 } from "./task-id.ts";
import { isClosed } from "./task.ts";
import { cutWords } from "./task-words.ts";
import type { Heard } from "./heard.ts";
import type { RootFacts, Task, Tree } from "./tree.ts";

/**
 * What people are shown of one task: its issue, the comments that ask or answer, and which pull request is nobody's.
 * @param isAtWork whether what was edited is what is worked on; with it there may be more, never less
 */
export function shownOfTask(tree: Tree, task: Task, isAtWork: boolean): Effect[] {
  const parent = task.parent === null ? undefined : tree.tasks.get(task.parent);
  if (task.gone !== undefined) return dueShut(task);
  return [
    ...(parent?.issue === undefined ? [] : dueMirror(tree, task, parent)),
    ...(task.issue === undefined ? [] : dueComments(task, isAtWork)),
    ...(task.issue === undefined ? [] : dueQuestions(task)),
    ...(task.facts === undefined ? [] : dueForHeard(task.id, task.facts)),
    ...dueShut(task),
  ];
}

/** What is asked, and that it is not asked any more; earlier ones first. */
function dueQuestions({ id, question, earlier = [] }: Task): Effect[] {
  return [...earlier, ...(question ? [question] : [])].flatMap((each) => {
    const state = questionState({ question: each });
    if (state === undefined || state === each.comment?.state) return [];
    return [{ type: "WriteQuestion", task: id, key: `${id}/question/${each.n}`, n: each.n, state }];
  });
}

const reactions = { asked: "eyes", done: "rocket", no: "confused", stranger: "confused" } as const;

/** That what somebody said was seen, and what came of it. All of it is the root's, wherever it was said. */
function dueForHeard(id: string, { heard = [] }: RootFacts): Effect[] {
  // Where several spoke in one comment, the last of them is reacted to.
  const last = new Map(heard.map((each) => [each.comment, each]));
  return heard.flatMap((each): Effect[] => {
    if (each.quiet === true) return [];
    const { comment, at, state, shown, told } = each;
    const content = reactions[state];
    // One for each comment: it bears one reaction, and two that are made at the same time would take each other away.
    const key = `${id}/react/${comment}`;
    const topic = topicOf(each);
    return [
      ...(shown === content || last.get(comment) !== each
        ? []
        : [{ type: "React" as const, task: id, key, comment, at, content }]),
      ...(topic === undefined || topic === told
        ? []
        : [{ type: "Comment" as const, task: id, key: `${id}/comment/${topic}`, topic }]),
    ];
  });
}

/** Of the comment that answers what was said; what needs no words has its reaction. */
export function topicOf({ comment, at, by, reply, words }: Heard): string | undefined {
  if (reply === "stranger") return `stranger/${by}`;
  if (reply === undefined && words === undefined) return undefined;
  return `${reply ?? "heard"}/${comment}/${at}`;
}

/** Parents before children, and what is needed before what needs it, so that an issue is born with all its links. */
function dueMirror(tree: Tree, task: Task, parent: Task): Effect[] {
  const state = mirrorState(tree, task);
  const needed = task.needs.map((need) => tree.tasks.get(need));
  const early =
    task.issue === undefined &&
    (parent.gone !== undefined || needed.some((need) => need && need.issue === undefined));
  if (early || task.mirrored === state) return [];
  return [{ type: "MirrorIssue", task: task.id, key: `${task.id}/mirror`, state }];
}

/** A pull request whose attempt ended otherwise is nobody's to merge. */
function dueShut(task: Task): Effect[] {
  return task.attempts.filter(isNobodys).map(({ n, pullRequest }) => ({
    type: "ClosePullRequest",
    task: task.id,
    key: `${attemptKey(task.id, n)}/close`,
    attempt: n,
    ...(pullRequest !== undefined && { pullRequest }),
  }));
}

/** Where it is not known, but what was handed back was good, it may have been opened before a kill. */
function isNobodys({ pullRequest, outcome, mergedSha, shut, report }: Attempt): boolean {
  if (outcome === undefined || mergedSha !== undefined || shut === true) return false;
  const isDropped = outcome.class === "infra" || outcome.class === "conflict";
  return pullRequest !== undefined || (isDropped && report?.status === "done");
}

function dueComments(task: Task, isAtWork: boolean): Effect[] {
  const topics = task.facts === undefined ? [] : rootTopics(task, task.facts);
  if (task.edits > 0 && isAtWork) topics.push("edited");
  if (task.editedBy !== undefined) topics.push(takenOver(task));
  const isAsked = task.question?.kind === "dropped";
  if (task.closedBy?.as === "not_planned" && task.status === "cancelled" && !isAsked)
    topics.push("cancelled");
  if (task.policy?.step === "proposed") topics.push(`policy/${task.policy.n}`);
  return topics
    .map((topic) => ({ type: "Comment" as const, task: task.id, key: `${task.id}/comment/${topic}`, topic }))
    .filter(({ key }) => !task.comments.includes(key));
}

/** Said once where all of it was, and for each text of which there was room for the beginning only. */
function takenOver(task: Task): string {
  const cut = cutWords(task).map((name) => task[name]);
  return cut.length === 0 ? "taken-over" : `taken-over/${fingerprint(cut.join("\n"))}`;
}

function rootTopics({ status }: Task, facts: RootFacts): string[] {
  const topics: string[] = [];
  if (isClosed(status)) return topics;
  if (facts.allowed === false) topics.push(`not-allowed/${facts.requestedBy}`);
  const problems = facts.preflight?.problems ?? [];
  if (problems.length > 0)
    topics.push(`preflight/${fingerprint(problems.map(({ what }) => what).join("\n"))}`);
  // A question stands in its place where the pull request was closed.
  if (facts.stopped !== undefined && facts.closed.includes("issue"))
    topics.push(`stopped/${facts.closed.join("+")}`);
  const faults = facts.policyFaults ?? [];
  if (faults.length > 0) topics.push(`policies/${fingerprint(faults.map(({ what }) => what).join("\n"))}`);
  for (const { id, state, pullRequest } of facts.reviews)
    if (state === "silent" && pullRequest === undefined) topics.push(`silent-review/${id}`);
  return topics;
}

function fingerprint(text: string): string {
  return hash53(text).toString(36);
}
