// Writes the lists of events and effects into ARCHITECTURE.md, or with --check says whether they are as they should be.
// The records below are typed by the unions: a new event or effect without a sentence here does not compile.
import { readFileSync, writeFileSync } from "node:fs";
import type { Effect } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";

const events: Record<TreeEvent["type"], string> = {
  RootRequested: "An issue got the label.",
  IssueClosed: "A person closed a task's issue.",
  IssueReopened: "A person reopened it.",
  IssueEdited: "A person edited its body.",
  IssueGone: "It was deleted, or moved to another repository.",
  RunEnded: "A run of one of our workflows ended.",
  ChecksChanged: "A check or status of a commit changed.",
  PullRequestClosed: "A pull request was closed, merged or not.",
  PullRequestPushed: "A pull request has a new head.",
  PullRequestReopened: "A pull request was opened again.",
  ChangesRequested: "A review of the root pull request asks for changes.",
  TimePassed: "The clock: something that waited may be due.",
  Restarted: "The process started again.",
  PermissionChecked: "GitHub said whether the person may ask for this.",
  WishRefused: "Who did what is not theirs to decide was told so, and it was put back.",
  RequestSeen: "The request has its 👀.",
  PreflightDone: "The repository was read: its configuration, and what stands in the way.",
  EpicEnsured: "The epic branch exists.",
  EpicMoved: "Somebody pushed to the epic branch after it was whole.",
  PlannerReplied: "The planner proposed something, or failed to.",
  AttemptDispatched: "The worker's run was started.",
  AttemptReported: "The run's artifact was read and judged by the path and patch guards.",
  PatchPublished: "The patch is a commit on its own branch.",
  PullRequestOpened: "The leaf's pull request is open.",
  ChecksRead: "The checks of one commit were read.",
  VerifyDispatched: "The verify workflow was started for one commit.",
  PullRequestShut: "The pull request of an ended attempt is closed.",
  PullRequestMerged: "The leaf is on the epic branch.",
  MergeRefused: "GitHub would not merge it.",
  EpicRead: "The head of the epic branch is known.",
  DefaultMerged: "The default branch was merged into the epic branch, or could not be.",
  RootPullRequestOpened: "The pull request that a person reviews is open.",
  IssueMirrored: "A task's issue says what the tree says.",
  StickyWritten: "So does the comment on the root issue.",
  Commented: "A comment was posted.",
  CommentWritten: "A person wrote a comment on an issue of the tree, or edited it.",
  BoxesTicked: "A person ticked boxes in a comment of ours.",
  QuestionWritten: "The comment that asks says what the question says.",
  Reacted: "A person's comment bears our reaction.",
  RouterReplied: "The router chose who helps, or failed to.",
  FixerReplied: "The fixer wrote guidance, or failed to.",
  PolicyDistilled: "The rule in a person's answer, if there is one.",
  PolicyNoted: "Beads has how far a rule is.",
  OverruledCounted: "Beads has that a person answered otherwise than a rule.",
  PoliciesCounted: "Beads has how an attempt used the rules that it was told.",
  PoliciesRetired: "The pull request that takes out rules nobody uses is open.",
  PolicyFiled: "The pull request that offers a rule is open.",
  EffectFailed: "An effect failed: to be tried again, or for a person.",
};

const effects: Record<Effect["type"], string> = {
  AcknowledgeRequest: "React with 👀.",
  CheckPermission: "Ask GitHub whether the person may write.",
  RefuseWish: "Put back what somebody did who may not decide it, and tell them so.",
  RunPreflight: "Read the repository before the first model call.",
  EnsureEpic: "Create the epic branch.",
  AskPlanner: "Ask the planner about one task.",
  Dispatch: "Start the worker's run for one attempt.",
  CancelRun: "Cancel a run nobody waits for.",
  CollectReport: "Fetch the run's artifact and judge it.",
  PublishPatch: "Commit the patch to its branch.",
  OpenPullRequest: "Open the leaf's pull request into the epic branch.",
  ReadChecks: "Read the checks of one commit.",
  DispatchVerify: "Start the verify workflow for one commit.",
  ClosePullRequest: "Close the pull request of an attempt that ended otherwise.",
  MergePullRequest: "Merge the leaf at the exact commit that was judged.",
  ReadEpic: "Read the head of the epic branch.",
  MergeDefault: "Merge the default branch into the epic branch.",
  OpenRootPullRequest: "Open the pull request that a person reviews.",
  MirrorIssue: "Make a task's issue say what the tree says.",
  WriteSticky: "Write the comment on the root issue.",
  Comment: "Tell people something once.",
  WriteQuestion: "Ask people one decision, or show what they answered.",
  React: "Show on a person's comment that it was seen, and what became of it.",
  DistillPolicy: "Ask for the rule in a person's answer.",
  NotePolicy: "Keep in Beads how far a rule is.",
  CountOverruled: "Keep in Beads that a person answered otherwise than a rule.",
  CountPolicies: "Keep in Beads how an attempt used the rules that it was told.",
  RetirePolicies: "Offer to take out rules nobody uses, as a pull request.",
  FilePolicy: "Offer an accepted rule as a pull request.",
  AskRouter: "Ask the router who helps a leaf that is stuck.",
  AskFixer: "Ask the fixer for guidance.",
};

const path = "ARCHITECTURE.md";
const before = readFileSync(path, "utf8");
const after = fill(fill(before, "events", list(events)), "effects", list(effects));

if (process.argv.includes("--check")) {
  if (after !== before) {
    console.error(`${path} is behind the code; run: npx node scripts/write-event-lists.ts`);
    process.exitCode = 1;
  }
} else {
  writeFileSync(path, after);
}

function list(entries: Record<string, string>): string {
  return Object.entries(entries)
    .map(([name, words]) => `- \`${name}\`: ${words}`)
    .join("\n");
}

function fill(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- /${name} -->`];
  const [head, rest] = text.split(begin);
  const tail = rest?.split(end)[1];
  if (head === undefined || tail === undefined) throw new Error(`${path} has no place "${begin}" … "${end}"`);
  return `${head}${begin}\n\n${content}\n\n${end}${tail}`;
}
