/** Which commit is judged: a leaf's attempt, a composite's own check, or the root pull request. */
export type About = "attempt" | "check" | "root";

/**
 * Everything we may do in the world, in the imperative. `key` is made from the cause, and what it names outside
 * (marker, branch, run name, commit trailer) can be looked up before the effect is done again.
 */
export type Effect = Readonly<{ key: string; task: string }> &
  (
    | { type: "AcknowledgeRequest" }
    | { type: "CheckPermission"; login: string; review?: number; resume?: string; wish?: number }
    /** Put back what somebody did who may not decide it, and tell them so. */
    | { type: "RefuseWish"; n: number }
    | { type: "RunPreflight" }
    | { type: "EnsureEpic"; sha: string }
    | { type: "AskPlanner"; ask: number }
    | { type: "Dispatch"; attempt: number; isWanted: boolean }
    /** Without its number it may have been opened all the same, and is looked for. */
    | { type: "ClosePullRequest"; attempt: number; pullRequest?: number }
    /** Answered by `RunEnded` at once: what the run still hands back is collected, else its reserve is charged. */
    | { type: "CancelRun"; runId: number }
    | { type: "CollectReport"; attempt: number; runId: number }
    | { type: "PublishPatch"; attempt: number; runId: number }
    | { type: "OpenPullRequest"; attempt: number }
    | { type: "ReadChecks"; about: About; n: number; sha: string; runId?: number }
    | { type: "DispatchVerify"; about: About; n: number; sha: string; command: string }
    | { type: "MergePullRequest"; attempt: number; pullRequest: number; sha: string }
    | { type: "ReadEpic"; n: number }
    /** `n`: how many parts the root had when they were all done; each repair or review makes it one more. */
    | { type: "MergeDefault"; n: number }
    /** Opens it, or writes its text again after one more part was merged. */
    | { type: "OpenRootPullRequest" }
    | { type: "MirrorIssue"; state: string }
    | { type: "WriteSticky"; state: string }
    | { type: "Comment"; topic: string }
    /** The question as a comment on its task's issue, edited in place when it was answered. */
    | { type: "WriteQuestion"; n: number; state: string }
    /** On a person's comment: seen, done, or not done. `at`: of the comment as it was heard. */
    | { type: "React"; comment: number; at: number; content: "eyes" | "rocket" | "confused" }
    /** Ask for the rule in a person's answer; `n`: the question. */
    | { type: "DistillPolicy"; n: number }
    /** Offer an accepted rule to the repository, as a pull request. */
    | { type: "FilePolicy"; n: number }
    /** Keep in Beads how far a rule is. */
    | { type: "NotePolicy"; n: number; step: "proposed" | "accepted" | "filed" }
    /** Keep in Beads how an ended attempt used the rules that it was told. */
    | { type: "CountPolicies"; attempt: number }
    /** Keep in Beads that a person answered otherwise than this rule. */
    | { type: "CountOverruled"; policy: string }
    /** Offer to take out what nobody uses any more, as a pull request. */
    | { type: "RetirePolicies"; policies: readonly string[] }
    | { type: "AskRouter"; n: number; ask: number }
    | { type: "AskFixer"; n: number; ask: number }
  );
export type EffectOf<Type extends Effect["type"]> = Extract<Effect, { type: Type }>;
