import { withGuidance } from "./guidance.ts";
import { type Attempt, isOpen } from "./attempt.ts";
import type { Draft } from "./draft.ts";
import { pullName } from "./names-of-task.ts";
import { isWanted } from "./readiness.ts";
import { freshLadder } from "./retry.ts";
import type { RootFacts, Task } from "./tree.ts";

type Review = RootFacts["reviews"][number];

/**
 * A review by somebody who may write that asks for changes on a leaf's pull request ends its attempt, and the next one hears what it says.
 * That is no fault of the model: it costs no rung, and no count of failures goes on from it.
 */
export function heedLeafReviews(draft: Draft): void {
  const { reviews } = draft.root.facts;
  if (!reviews.some(isMeant)) return;
  draft.putFacts({
    reviews: reviews.map((each) => (isMeant(each) ? { ...each, body: "", state: "taken" } : each)),
  });
  for (const review of reviews.filter(isMeant))
    for (const task of draft.survey.named(pullName(review.pullRequest))) heed(draft, task, review);
}

type LeafReview = Review & { pullRequest: number };

function isMeant(review: Review): review is LeafReview {
  return review.state === "allowed" && review.pullRequest !== undefined;
}

/** What is merged or given up already is left as it is. */
function heed(draft: Draft, task: Task, { by, body, pullRequest }: LeafReview): void {
  const isReviewed = (each: Attempt) =>
    each.pullRequest === pullRequest && isOpen(each) && isWanted(task, each);
  const attempt = task.attempts.find(isReviewed);
  if (attempt === undefined) return;
  const reason = `@${by} requested changes in a review`;
  const outcome = { class: "check" as const, reason, digest: body.slice(0, 4000) };
  const attempts = task.attempts.map((each) => (each === attempt ? { ...each, outcome } : each));
  const said = { from: "review" as const, by, text: body.slice(0, 8000), at: draft.rules.now };
  const guidance = withGuidance(task, said);
  draft.put(freshLadder({ ...task, attempts, guidance, status: "ready", reason }, attempt.rung));
}
