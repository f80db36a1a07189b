import type { Draft } from "./draft.ts";
import { unread } from "./on-people.ts";
import { childTaskId } from "./task-id.ts";
import { sizeRank, type Size } from "./task.ts";
import { depthOf, Task } from "./tree.ts";

/** Closes composites from the deepest up, each when every child is done and its own check is green. */
export function rollUp(draft: Draft): void {
  addReviewTasks(draft);
  const composites = draft.all().filter(({ status }) => status === "split" || status === "validating");
  const depth = new Map(composites.map((task) => [task.id, depthOf(draft.tree, task)]));
  composites.sort((a, b) => (depth.get(b.id) ?? 0) - (depth.get(a.id) ?? 0));
  for (const { id } of composites) {
    const task = draft.task(id);
    if (task === undefined) continue;
    const children = draft.children(task.id);
    if (task.check !== undefined && task.status === "validating") judgeCheck(draft, task);
    else if (
      task.status === "split" &&
      children.length > 0 &&
      children.every(({ status }) => status === "done")
    )
      finish(draft, task);
    else if (task.parent === null && task.status === "validating") judgeRoot(draft);
  }
}

/** All children are done: the composite's own check comes next, if it has one; else it is done. */
function finish(draft: Draft, task: Task): void {
  const checked = task.check?.judgement.state === "passed" && task.check.judgement.next === "settled";
  if (task.verify !== null && !checked)
    return draft.put({
      ...task,
      status: "validating",
      check: { n: (task.check?.n ?? 0) + 1, judgement: unread(draft) },
    });
  complete(draft, task);
}

function complete(draft: Draft, task: Task): void {
  draft.put({
    ...task,
    status: task.parent === null ? "validating" : "done",
    check: undefined,
    reason: undefined,
  });
}

function judgeCheck(draft: Draft, task: Task): void {
  const judgement = task.check?.judgement;
  if (judgement?.next !== "settled") return;
  if (judgement.state === "passed") return complete(draft, task);
  if (task.closedBy !== undefined)
    return draft.put({
      ...task,
      status: "needs_human",
      reason: `@${task.closedBy.login} closed it as completed, but \`${task.verify}\` is red on the epic branch: mend it there, or reopen the issue`,
    });
  const words = `\`${task.verify}\` is red on the epic branch after all parts were merged`;
  repair(draft, task, { words, digest: judgement.digest ?? "", verify: task.verify });
}

/** The root pull request's own checks: green means ready for a person, red means one repair task. */
function judgeRoot(draft: Draft): void {
  const { facts } = draft.root;
  const judgement = facts.judgement;
  if (judgement?.next !== "settled") return;
  if (judgement.state === "passed") {
    if (!facts.readyForReview) draft.putFacts({ readyForReview: true });
    return;
  }
  if (judgement.state === "none")
    return draft.put({
      ...draft.root,
      status: "needs_human",
      reason: "no check spoke about the root pull request",
    });
  const verify = draft.root.verify ?? facts.config.verify ?? null;
  const words = `the checks of pull request #${facts.pullRequest} are red`;
  repair(draft, draft.root, { words, digest: judgement.digest ?? "", verify });
}

function repair(
  draft: Draft,
  task: Task,
  { words, digest, verify }: { words: string; digest: string; verify: string | null },
): void {
  const repairs = draft.children(task.id).filter(({ origin }) => origin === "repair").length;
  const { repairsMax } = draft.root.facts.config.limits;
  if (repairs >= repairsMax)
    return draft.put({
      ...task,
      status: "needs_human",
      reason: `${words}; ${repairs} repairs did not mend it`,
    });
  addChild(draft, task, {
    cause: `repair/${repairs + 1}`,
    title: `Repair ${repairs + 1}: ${task.title}`.slice(0, 200),
    objective: `${words}. Mend the code so that the check passes; change nothing else.\n\n${digest}`,
    acceptance: "The red check is green.",
    verify,
    origin: "repair",
    size: "S",
  });
}

/** A review that asks for changes, by somebody who may write, becomes one task, planned like any other. */
function addReviewTasks(draft: Draft): void {
  const { facts, status } = draft.root;
  const accepted = facts.reviews.filter(({ state }) => state === "allowed");
  if (accepted.length === 0 || (status !== "validating" && status !== "split")) return;
  draft.putFacts({
    reviews: facts.reviews.map((review) =>
      review.state === "allowed" ? { ...review, state: "taken" } : review,
    ),
  });
  for (const review of accepted)
    addChild(draft, draft.root, {
      cause: `review/${review.id}`,
      title: `Changes requested by @${review.by}`,
      objective: review.body,
      acceptance: "What the review asks for is done and the checks are green.",
      verify: draft.root.verify ?? facts.config.verify ?? null,
      origin: "review",
      size: sizeRank(draft.root.size) > sizeRank("L") ? "L" : "M",
    });
}

function addChild(
  draft: Draft,
  parent: Task,
  child: Pick<Task, "title" | "objective" | "acceptance" | "verify" | "origin"> & {
    cause: string;
    size: Size;
  },
): void {
  const { cause, ...fields } = child;
  const task = Task.parse({
    ...fields,
    id: childTaskId(parent.id, cause, 0),
    root: parent.root,
    parent: parent.id,
    index: draft.children(parent.id).length,
    type: "fix",
    risk: "low",
    files: parent.parent === null ? [] : parent.files,
    needs: [],
    status: "queued",
  });
  draft.put({ ...parent, status: "split", check: parent.check && undefined, reason: undefined });
  if (parent.parent === null)
    draft.putFacts({ defaultMerged: false, judgement: undefined, readyForReview: false });
  draft.put(task);
}
