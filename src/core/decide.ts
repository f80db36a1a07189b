import { startKey } from "./attempt.ts";
import { advance } from "./advance.ts";
import type { Change } from "./change.ts";
import { Draft } from "./draft.ts";
import { calledForBy } from "./due.ts";
import type { EventOf, TreeEvent } from "./event.ts";
import { onAttemptDispatched, onAttemptReported, onMergeRefused, onPatchPublished } from "./on-attempt.ts";
import { onPullRequestMerged, onPullRequestOpened, onRunEnded } from "./on-attempt.ts";
import { onChecksChanged, onChecksRead, onEpicRead, onVerifyDispatched } from "./on-checks.ts";
import { onIssueClosed, onIssueGone, onIssueReopened, onPullRequestClosed } from "./on-people.ts";
import { onIssueEdited } from "./on-edited.ts";
import { onFixerReplied, onRouterReplied } from "./on-help.ts";
import {
  onPoliciesCounted,
  onPoliciesRetired,
  onPolicyDistilled,
  onPolicyFiled,
  onPolicyNoted,
} from "./on-policy.ts";
import { onOverruledCounted } from "./overruled.ts";
import { onBoxesTicked, onCommentWritten, onQuestionWritten, onReacted } from "./on-said.ts";
import { onChangesRequested, onPullRequestPushed, onPullRequestReopened } from "./on-people.ts";
import { onPlannerReplied } from "./on-plan.ts";
import {
  onCommented,
  onEffectFailed,
  onIssueMirrored,
  onPullRequestShut,
  onRestarted,
  onStickyWritten,
} from "./on-receipt.ts";
import {
  onDefaultMerged,
  onEpicEnsured,
  onEpicMoved,
  onPermissionChecked,
  onPreflightDone,
} from "./on-root.ts";
import { onRequestSeen, onRootPullRequestOpened, onRootRequested } from "./on-root.ts";
import { onWishRefused } from "./refusal.ts";
import type { Rules } from "./rules.ts";
import type { Tree } from "./tree.ts";
import type { Trouble } from "./trouble.ts";

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
  const { now } = draft.rules;
  const { tree } = draft;
  for (const task of draft.survey.tasks("troubled")) {
    const called = new Set(calledForBy(tree, task, draft.rules).map(({ key }) => key));
    const holdsBack = ({ key, retryAt = Infinity }: Trouble) =>
      key === startKey(task.id) && task.status === "ready" && retryAt > now;
    const trouble = task.trouble.filter((each) => called.has(each.key) || holdsBack(each));
    draft.put({ ...task, trouble });
  }
}

type Handlers = { readonly [Type in TreeEvent["type"]]: (draft: Draft, event: EventOf<Type>) => void };

/** One line for everything that can happen; a missing one does not compile. */
const handlers: Handlers = {
  RootRequested: onRootRequested,
  IssueClosed: onIssueClosed,
  IssueReopened: onIssueReopened,
  IssueEdited: onIssueEdited,
  IssueGone: onIssueGone,
  RunEnded: onRunEnded,
  ChecksChanged: onChecksChanged,
  PullRequestClosed: onPullRequestClosed,
  PullRequestPushed: onPullRequestPushed,
  PullRequestReopened: onPullRequestReopened,
  ChangesRequested: onChangesRequested,
  CommentWritten: onCommentWritten,
  BoxesTicked: onBoxesTicked,
  TimePassed: () => {},
  Restarted: onRestarted,
  PermissionChecked: onPermissionChecked,
  RequestSeen: onRequestSeen,
  PreflightDone: onPreflightDone,
  EpicEnsured: onEpicEnsured,
  EpicMoved: onEpicMoved,
  PlannerReplied: onPlannerReplied,
  AttemptDispatched: onAttemptDispatched,
  AttemptReported: onAttemptReported,
  PatchPublished: onPatchPublished,
  PullRequestOpened: onPullRequestOpened,
  PullRequestShut: onPullRequestShut,
  ChecksRead: onChecksRead,
  VerifyDispatched: onVerifyDispatched,
  PullRequestMerged: onPullRequestMerged,
  MergeRefused: onMergeRefused,
  EpicRead: onEpicRead,
  DefaultMerged: onDefaultMerged,
  RootPullRequestOpened: onRootPullRequestOpened,
  IssueMirrored: onIssueMirrored,
  StickyWritten: onStickyWritten,
  WishRefused: onWishRefused,
  Commented: onCommented,
  QuestionWritten: onQuestionWritten,
  Reacted: onReacted,
  RouterReplied: onRouterReplied,
  FixerReplied: onFixerReplied,
  PolicyDistilled: onPolicyDistilled,
  PolicyFiled: onPolicyFiled,
  PolicyNoted: onPolicyNoted,
  PoliciesCounted: onPoliciesCounted,
  OverruledCounted: onOverruledCounted,
  PoliciesRetired: onPoliciesRetired,
  EffectFailed: onEffectFailed,
};

function record(draft: Draft, event: TreeEvent): void {
  // An event of a later version, left over in an inbox, is none of ours.
  const handle = handlers[event.type] as ((draft: Draft, event: TreeEvent) => void) | undefined;
  handle?.(draft, event);
}
