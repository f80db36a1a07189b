import { advance } from "./advance.ts";
import type { Change } from "./change.ts";
import { Draft } from "./draft.ts";
import { calledFor } from "./due.ts";
import type { TreeEvent } from "./event.ts";
import { onAttemptDispatched, onAttemptReported, onMergeRefused, onPatchPublished } from "./on-attempt.ts";
import { onPullRequestMerged, onPullRequestOpened, onRunEnded } from "./on-attempt.ts";
import { onChecksChanged, onChecksRead, onEpicRead, onVerifyDispatched } from "./on-checks.ts";
import { onIssueClosed, onIssueEdited, onIssueReopened, onPullRequestClosed } from "./on-people.ts";
import { onChangesRequested, onPullRequestReopened } from "./on-people.ts";
import { onPlannerReplied } from "./on-plan.ts";
import { onCommented, onEffectFailed, onIssueMirrored, onRestarted, onStickyWritten } from "./on-receipt.ts";
import { onDefaultMerged, onEpicEnsured, onPermissionChecked, onPreflightDone } from "./on-root.ts";
import { onRequestSeen, onRootPullRequestOpened, onRootRequested } from "./on-root.ts";
import { startKey } from "./retry.ts";
import type { Rules } from "./rules.ts";
import type { Tree, Trouble } from "./tree.ts";

/**
 * What the tree shall be, now that this happened. Pure and total: an event that no longer fits changes nothing.
 * First the event is recorded, then the tree moves as far as it can by itself.
 */
export function decide(tree: Tree, event: TreeEvent, rules: Rules): readonly Change[] {
  const draft = new Draft(tree, rules);
  if (draft.isEmpty && event.type !== "RootRequested") return [];
  record(draft, event);
  advance(draft);
  forgetTrouble(draft);
  return draft.changes();
}

/** Trouble with an effect that is not called for any more, because it was done or nobody wants it, is no trouble. */
function forgetTrouble(draft: Draft): void {
  const troubled = draft.all().filter(({ trouble }) => trouble.length > 0);
  if (troubled.length === 0) return;
  const { now } = draft.rules;
  const called = new Set(calledFor(draft.tree, draft.rules).map(({ key }) => key));
  for (const task of troubled) {
    const holdsBack = ({ key, retryAt = Infinity }: Trouble) =>
      key === startKey(task.id) && task.status === "ready" && retryAt > now;
    const trouble = task.trouble.filter((each) => called.has(each.key) || holdsBack(each));
    draft.put({ ...task, trouble });
  }
}

function record(draft: Draft, event: TreeEvent): void {
  switch (event.type) {
    case "RootRequested":
      return onRootRequested(draft, event);
    case "IssueClosed":
      return onIssueClosed(draft, event);
    case "IssueReopened":
      return onIssueReopened(draft, event);
    case "IssueEdited":
      return onIssueEdited(draft, event);
    case "RunEnded":
      return onRunEnded(draft, event);
    case "ChecksChanged":
      return onChecksChanged(draft, event);
    case "PullRequestClosed":
      return onPullRequestClosed(draft, event);
    case "PullRequestReopened":
      return onPullRequestReopened(draft, event);
    case "ChangesRequested":
      return onChangesRequested(draft, event);
    case "TimePassed":
      return;
    case "Restarted":
      return onRestarted(draft);
    case "PermissionChecked":
      return onPermissionChecked(draft, event);
    case "RequestSeen":
      return onRequestSeen(draft);
    case "PreflightDone":
      return onPreflightDone(draft, event);
    case "EpicEnsured":
      return onEpicEnsured(draft, event);
    case "PlannerReplied":
      return onPlannerReplied(draft, event);
    case "AttemptDispatched":
      return onAttemptDispatched(draft, event);
    case "AttemptReported":
      return onAttemptReported(draft, event);
    case "PatchPublished":
      return onPatchPublished(draft, event);
    case "PullRequestOpened":
      return onPullRequestOpened(draft, event);
    case "ChecksRead":
      return onChecksRead(draft, event);
    case "VerifyDispatched":
      return onVerifyDispatched(draft, event);
    case "PullRequestMerged":
      return onPullRequestMerged(draft, event);
    case "MergeRefused":
      return onMergeRefused(draft, event);
    case "EpicRead":
      return onEpicRead(draft, event);
    case "DefaultMerged":
      return onDefaultMerged(draft, event);
    case "RootPullRequestOpened":
      return onRootPullRequestOpened(draft, event);
    case "IssueMirrored":
      return onIssueMirrored(draft, event);
    case "StickyWritten":
      return onStickyWritten(draft, event);
    case "Commented":
      return onCommented(draft, event);
    case "EffectFailed":
      return onEffectFailed(draft, event);
    default:
      event satisfies never;
  }
}
