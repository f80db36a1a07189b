import { askPerson } from "./ask.ts";
import type { Judgement } from "./attempt.ts";
import type { Draft } from "./draft.ts";
import { unread } from "./judgement.ts";
import { heedLeafReviews } from "./leaf-reviews.ts";
import { childTaskId } from "./task-id.ts";
import { type Size, sizeRank, sizeBelow } from "./task.ts";
import { depthOf, isChecking, type RootFacts, Task } from "./tree.ts";
import { verifyCommand } from "./verify-command.ts";

/** Closes composites from the deepest up, each when every child is done and its own check is green. */
export function rollUp(draft: Draft): void {
  heedLeafReviews(draft);
  addReviewTasks(draft);
  const seen = new Set<string>();
  for (let next = deepest(draft, seen); next !== undefined; next = deepest(draft, seen)) {
    seen.add(next.id);
    if (next.status === "validating") judge(draft, next);
    else finish(draft, next);
  }
  askForRoom(draft);
}

/** Among those that may be closed by now; of several the one that came first. */
function deepest(draft: Draft, seen: ReadonlySet<string>): Task | undefined {
  let found: Task | undefined;
  let depth = -1;
  for (const task of draft.survey.tasks("ripe")) {
    const below = seen.has(task.id) ? -1 : depthOf(draft.tree, task);
    if (below > depth) [found, depth] = [task, below];
  }
  return found;
}

/** All children are done: the composite's own check comes next, if it has one; else it is done. */
function finish(draft: Draft, task: Task): void {
  if (task.parent === null && isAllLeftOut(draft)) return askWhatRemains(draft, task);
  if (task.verify === null) return complete(draft, task);
  const check = { n: (task.check?.n ?? 0) + 1, judgement: unread(draft.rules.now) };
  draft.put({ ...task, status: "validating", check });
}

/** Is there nothing that a pull request could show: no part was made, by a worker or by hand? */
function isAllLeftOut(draft: Draft): boolean {
  const parts = draft.all().filter(({ id }) => draft.children(id).length === 0);
  return parts.every(
    ({ status, attempts }) =>
      status === "cancelled" && attempts.every((each) => each.mergedSha === undefined),
  );
}

function askWhatRemains(draft: Draft, root: Task): void {
  const title = `Every part of “${root.title}” was left out: cancel the whole tree?`;
  const way = "Write `/fractal retry` on the issue of a part that is to be done after all.";
  const options = [{ words: "Cancel the whole tree", move: { do: "cancel" as const } }];
  const summary = `There is nothing to review. ${way}\nRecommended: cancel it.`;
  const reason = "every part of it was left out";
  askPerson(draft, root, { kind: "emptied", reason, title, summary, options, recommended: "a" });
}

function complete(draft: Draft, task: Task): void {
  draft.put({ ...task, status: task.parent === null ? "validating" : "done", reason: undefined });
}

/** A leaf whose attempt is judged has no check to speak of: what comes of that is decided where it is read. */
function judge(draft: Draft, task: Task): void {
  const judgement = task.check?.judgement;
  if (judgement && isChecking(task)) {
    if (judgement.next === "settled") checkFailed(draft, task, judgement);
  } else if (task.parent === null) judgeRoot(draft);
  else if (judgement?.next === "settled") complete(draft, task);
}

function checkFailed(draft: Draft, task: Task, judgement: Judgement): void {
  const said = judgement.state === "none" ? "gave no verdict" : "is red";
  const words = `\`${task.verify}\` ${said} on the epic branch`;
  if (task.closedBy !== undefined)
    return needsHuman(
      draft,
      task,
      `@${task.closedBy.login} closed it as completed, but ${words}: mend it there and close the issue again, or close it as not planned`,
    );
  if (judgement.state === "none") return needsHuman(draft, task, words);
  repair(draft, task, {
    words: `${words} after all parts were merged`,
    digest: judgement.digest ?? "",
    verify: task.verify,
  });
}

/** The root pull request's own checks: green means ready for a person, red means one repair task. */
function judgeRoot(draft: Draft): void {
  const { root } = draft;
  const { judgement, pullRequest, readyForReview, reviews } = root.facts;
  if (judgement?.next !== "settled" || readyForReview || reviews.some(isOfRoot)) return;
  if (judgement.state === "passed") return draft.putFacts({ readyForReview: true });
  if (judgement.state === "none")
    return needsHuman(draft, root, `no check spoke about the root pull request #${pullRequest}`);
  repair(draft, root, {
    words: `the checks of pull request #${pullRequest} are red`,
    digest: judgement.digest ?? "",
    verify: verifyCommand(root.facts, root, "root"),
  });
}

function needsHuman(draft: Draft, task: Task, reason: string): void {
  askPerson(draft, task, { kind: "other", reason });
}

function repair(
  draft: Draft,
  task: Task,
  { words, digest, verify }: { words: string; digest: string; verify: string | null },
): void {
  const repairs = draft.children(task.id).filter(({ origin }) => origin === "repair").length;
  const { repairsMax } = draft.root.facts.config.limits;
  if (repairs >= repairsMax) return needsHuman(draft, task, `${words}; ${repairs} repairs did not mend it`);
  addChild(draft, task, {
    cause: `repair/${repairs + 1}`,
    title: `Repair ${repairs + 1}: ${task.title}`.slice(0, 200),
    objective: `${words}. Mend the code so that the check passes; change nothing else.${leftOutWords(draft, task)}\n\n${digest}`,
    acceptance: "The red check is green.",
    verify,
    origin: "repair",
    size: "S",
  });
}

/** A red check must not bring back what a person decided to go without. */
function leftOutWords(draft: Draft, task: Task): string {
  const names = leftOutOf(draft, task).map(({ title }) => `“${title}”`);
  return names.length === 0
    ? ""
    : `\n\nLeft out on purpose, and not to be made: ${names.join(", ").slice(0, 2000)}. If the check cannot pass without that, ask.`;
}

function leftOutOf(draft: Draft, { id }: Task): Task[] {
  return draft
    .children(id)
    .flatMap((child) => (child.waived === undefined ? leftOutOf(draft, child) : [child]));
}

/**
 * A review that asks for changes, by somebody who may write, becomes one task, planned like any other. Where there is no room for one it is kept,
 * and asked about as soon as nothing else is left to do.
 */
function addReviewTasks(draft: Draft): void {
  for (const review of draft.root.facts.reviews.filter(isOfRoot)) {
    const { facts, status } = draft.root;
    if (status !== "validating" && status !== "split" && status !== "needs_human") return;
    if (isFull(draft)) return;
    const taken = { ...review, body: "", state: "taken" as const };
    draft.putFacts({ reviews: facts.reviews.map((each) => (each === review ? taken : each)) });
    addReviewTask(draft, review);
  }
}

type Review = RootFacts["reviews"][number];

function isOfRoot({ state, pullRequest }: Review): boolean {
  return state === "allowed" && pullRequest === undefined;
}

/** Who raised the limit just now has the configuration read anew first. */
function askForRoom(draft: Draft): void {
  const { status, facts } = draft.root;
  const review = facts.reviews.find(isOfRoot);
  if (review === undefined || status !== "validating" || facts.preflight?.stale === true) return;
  draft.putFacts({ readyForReview: false });
  needsHuman(draft, draft.root, fullWords(draft, titleOf(review)));
}

function addReviewTask(draft: Draft, review: Review): void {
  const { root } = draft;
  // Its own size says nothing about what a review may ask for.
  const size = sizeRank(root.size) > sizeRank("L") ? root.size : "L";
  addChild(
    draft,
    { ...root, size },
    {
      cause: `review/${review.id}`,
      title: titleOf(review),
      objective: review.body,
      acceptance: "What the review asks for is done and the checks are green.",
      verify: verifyCommand(root.facts, root, "root"),
      origin: "review",
      size: sizeBelow(size),
    },
  );
}

function titleOf({ by }: Review): string {
  return `Changes requested by @${by}`;
}

function addChild(
  draft: Draft,
  parent: Task,
  child: Pick<Task, "title" | "objective" | "acceptance" | "verify" | "origin"> & {
    cause: string;
    size: Size;
  },
): void {
  if (isFull(draft)) return needsHuman(draft, parent, fullWords(draft, child.title));
  const { cause, size, ...fields } = child;
  const task = Task.parse({
    ...fields,
    id: childTaskId(parent.id, cause, 0),
    root: parent.root,
    parent: parent.id,
    index: draft.children(parent.id).length,
    type: "fix",
    size: sizeRank(size) < sizeRank(parent.size) ? size : sizeBelow(parent.size),
    risk: "low",
    files: parent.parent === null ? [] : parent.files,
    needs: [],
    status: "queued",
  });
  reopen(draft, parent);
  draft.put(task);
}

function isFull({ tree, root }: Draft): boolean {
  return tree.tasks.size >= root.facts.config.limits.nodesMax;
}

function fullWords({ root }: Draft, title: string): string {
  const { nodesMax } = root.facts.config.limits;
  return `“${title}” would be one task more than the ${nodesMax} that a tree may have: raise limits.nodesMax in .github/fractal.yml`;
}

/** There is (again) something to do below it; what was known of the whole no longer holds. */
export function reopen(draft: Draft, { waived: _waived, ...task }: Task): void {
  draft.put({ ...task, status: "split", reason: undefined });
  if (task.parent === null)
    draft.putFacts({ defaultMerged: false, judgement: undefined, readyForReview: false });
}
