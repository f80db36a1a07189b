import { z } from "zod";
import { NamedCheck } from "./attempt.ts";
import { Fix, RouterChoice } from "./help.ts";
import { Proposal } from "./plan.ts";
import { Policy, PolicyId } from "./policy.ts";
import { Distilled } from "./policy-draft.ts";
import { AttemptResult, Usage } from "./report.ts";
import { Config, ModelPrice } from "./rules.ts";
import { TaskWords } from "./task-words.ts";
import { Gone, IssueRef, Problem } from "./tree.ts";

const on = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), ...shape });
const task = z.string();
const attempt = z.int().positive();
const at = z.number();
const sha = z.string();
/** Which commit was judged: a leaf's attempt, a composite's own check, or the root pull request. */
const about = z.enum(["attempt", "check", "root"]);

/** Everything that can happen, in the past tense. The first half comes from people and GitHub, the second from our own effects. */
export const TreeEvent = z.discriminatedUnion("type", [
  on("RootRequested", {
    owner: z.string(),
    repo: z.string(),
    issue: IssueRef,
    title: z.string(),
    body: z.string(),
    by: z.string(),
    /** Who wrote the issue; absent: nobody knows. */
    author: z.string().optional(),
    /** When the label was put on, by GitHub's clock. */
    at,
    /** The webhook that told of it; a sweep finds it without one. */
    delivery: z.string().optional(),
  }),
  on("IssueClosed", { issue: z.int(), as: z.enum(["completed", "not_planned"]), by: z.string() }),
  on("IssueReopened", { issue: z.int(), by: z.string() }),
  /** `words`: what it says now, where it is one of ours. */
  on("IssueEdited", { issue: z.int(), by: z.string(), words: TaskWords.optional() }),
  /** Deleted, or moved to another repository. */
  on("IssueGone", { issue: z.int(), as: Gone, by: z.string() }),
  on("RunEnded", { runId: z.int(), conclusion: z.string() }),
  on("ChecksChanged", { sha }),
  on("PullRequestClosed", {
    pullRequest: z.int(),
    merged: z.boolean(),
    mergedSha: sha.optional(),
    by: z.string(),
  }),
  /** `sha`: its new head, where that is known. */
  on("PullRequestPushed", { pullRequest: z.int(), sha: sha.optional() }),
  on("PullRequestReopened", { pullRequest: z.int(), by: z.string() }),
  on("ChangesRequested", { pullRequest: z.int(), review: z.int(), by: z.string(), body: z.string() }),
  /** A person wrote a comment on an issue of the tree, or edited their own. `at`: by GitHub's clock. */
  on("CommentWritten", {
    issue: z.int(),
    /** The number is a pull request's; of what is said there only commands come. */
    isPull: z.boolean().optional(),
    comment: z.int(),
    by: z.string(),
    body: z.string(),
    at,
  }),
  /** A person ticked boxes in a comment of ours. `ticked`: the keys of all that are ticked now. */
  on("BoxesTicked", {
    issue: z.int(),
    comment: z.int(),
    by: z.string(),
    ticked: z.array(z.string()),
    at,
  }),
  on("TimePassed", {}),
  /** The process started again: what waited for a person's repair of the surroundings is tried once more. */
  on("Restarted", {}),

  /** `login`: whose it is; an answer about somebody who does not ask any more says nothing. */
  on("PermissionChecked", {
    login: z.string().optional(),
    review: z.int().optional(),
    /** What the review says on single lines, one comment after the other. */
    words: z.string().optional(),
    resume: z.string().optional(),
    /** Which of the wishes it judges: that an issue or a pull request was closed or reopened. */
    wish: z.int().optional(),
    allowed: z.boolean(),
  }),
  /** `n`: the refusal that was told to who asked, and put back. */
  on("WishRefused", { n: z.int() }),
  on("RequestSeen", {}),
  on("PreflightDone", {
    problems: z.array(Problem),
    baseSha: sha,
    defaultBranch: z.string(),
    ci: z.enum(["own", "verify"]),
    config: Config,
    prices: z.record(z.string(), ModelPrice),
    policies: z.array(Policy).optional(),
    /** Rules that nobody used for long, or that harm: a pull request takes them out. */
    spent: z.array(PolicyId).optional(),
    /** What is wrong with the files of rules; those that are right hold all the same. */
    policyFaults: z.array(Problem).optional(),
  }),
  on("EpicEnsured", { sha }),
  on("PlannerReplied", {
    task,
    ask: z.int(),
    proposal: Proposal.optional(),
    problem: z.string().optional(),
    usage: Usage,
  }),
  /** `at`: when its run was started, or found; older versions did not tell. */
  on("AttemptDispatched", { task, attempt, runId: z.int(), baseSha: sha, at: at.optional() }),
  on("AttemptReported", {
    task,
    attempt,
    result: AttemptResult.optional(),
    /** What the guard says of the patch; empty when it may be published. */
    violations: z.array(
      z.object({
        code: z.string(),
        words: z.string(),
        kind: z.enum(["unsafe", "refused"]),
        /** The file, where a person may allow that it is changed. */
        path: z.string().optional(),
      }),
    ),
    problem: z.string().optional(),
    /** How the run ended, as GitHub has it, where it left no report of use: what we heard of it may be our own cancelling. */
    conclusion: z.string().optional(),
    usage: Usage.optional(),
  }),
  on("PatchPublished", { task, attempt, branch: z.string(), headSha: sha }),
  on("PullRequestOpened", { task, attempt, pullRequest: z.int(), at }),
  on("ChecksRead", {
    task,
    about,
    n: z.int(),
    sha,
    state: z.enum(["pending", "none", "passed", "failed"]),
    cause: z.enum(["infra", "approval"]).optional(),
    checks: z.array(NamedCheck),
    mergeable: z.boolean().optional(),
    digest: z.string().optional(),
    signature: z.string().optional(),
    at,
  }),
  on("VerifyDispatched", { task, about, n: z.int(), sha, runId: z.int(), at }),
  on("PullRequestMerged", { task, attempt, sha, pullRequest: z.int().optional() }),
  on("PullRequestShut", { task, attempt, pullRequest: z.int().optional() }),
  /** Somebody pushed to the epic after the default branch was merged into it: this is what is reviewed now. */
  on("EpicMoved", { sha, at }),
  /** `lost`: what the worker handed back is not there any more. */
  on("MergeRefused", {
    task,
    attempt,
    why: z.enum(["conflict", "moved", "blocked", "lost"]),
    words: z.string(),
  }),
  /** `n`: the reading it answers; without it the one that is waited for. */
  on("EpicRead", { task, n: z.int().optional(), sha, at }),
  /** `n`: the finish it belongs to, see the effect; `sha`: the epic's head after it. */
  on("DefaultMerged", { n: z.int().optional(), outcome: z.enum(["merged", "nothing", "conflict"]), sha }),
  on("RootPullRequestOpened", { pullRequest: z.int(), headSha: sha, at }),
  on("IssueMirrored", { task, issue: IssueRef, state: z.string() }),
  on("StickyWritten", { commentId: z.int(), state: z.string(), at }),
  on("Commented", { task, key: z.string() }),
  on("QuestionWritten", { task, n: z.int(), commentId: z.int(), state: z.string() }),
  on("Reacted", { comment: z.int(), at, content: z.enum(["eyes", "rocket", "confused"]) }),
  /** `n`: the escalation, `ask`: the call that it answers. */
  on("RouterReplied", {
    task,
    n: z.int(),
    ask: z.int(),
    choice: RouterChoice.optional(),
    problem: z.string().optional(),
    usage: Usage,
  }),
  on("FixerReplied", {
    task,
    n: z.int(),
    ask: z.int(),
    fix: Fix.optional(),
    problem: z.string().optional(),
    usage: Usage,
  }),
  /** `n`: the question whose answer was distilled. */
  on("PolicyDistilled", {
    task,
    n: z.int(),
    distilled: Distilled.optional(),
    problem: z.string().optional(),
    usage: Usage,
    /** Of the reply: the rule holds since then. */
    day: z.iso.date(),
  }),
  on("PolicyNoted", { task, n: z.int(), step: z.enum(["proposed", "accepted", "filed"]) }),
  on("PoliciesCounted", { task, attempt }),
  on("OverruledCounted", { task, policy: z.string() }),
  on("PoliciesRetired", {}),
  /** Without a pull request the same file is on the default branch already. */
  on("PolicyFiled", { task, n: z.int(), pullRequest: z.int().positive().optional() }),
  on("EffectFailed", {
    task,
    key: z.string(),
    /** `held`: not tried, since what it needs is down. */
    kind: z.enum(["retry", "held", "terminal", "human"]),
    message: z.string(),
    retryAfterMs: z.number().optional(),
    /** Of `held`: for so long that people should know. */
    lasts: z.boolean().optional(),
    /** Of a model call: what may be charged for it all the same. */
    usage: Usage.optional(),
    at,
  }),
]);
export type TreeEvent = z.infer<typeof TreeEvent>;

export type EventOf<Type extends TreeEvent["type"]> = Extract<TreeEvent, { type: Type }>;
