import { z } from "zod";
import { Attempt, isOpen, Judgement } from "./attempt.ts";
import { Escalation } from "./escalation.ts";
import { Heard } from "./heard.ts";
import { ProposedQuestion } from "./plan.ts";
import { Planning } from "./planning.ts";
import { Policy, PolicyId } from "./policy.ts";
import { PolicyDraft } from "./policy-draft.ts";
import { Guidance, KeptAnswer, Question } from "./question.ts";
import { Usage } from "./report.ts";
import { Config, ModelPrice } from "./rules.ts";
import { Risk, Size, Status, TaskType } from "./task.ts";
import { Tasks } from "./tasks.ts";
import { Trouble } from "./trouble.ts";
import { Wish } from "./wish.ts";

/** An issue of GitHub as all its APIs want it: three names for one thing. */
export const IssueRef = z.object({ number: z.int().positive(), id: z.int().positive(), nodeId: z.string() });
export type IssueRef = z.infer<typeof IssueRef>;

/** One thing that stands in the way before any model call, and what to do about it. */
export const Problem = z.object({ code: z.string(), what: z.string(), remedy: z.string() });
export type Problem = z.infer<typeof Problem>;

/** A composite's own check on the epic branch, and how often it was repaired. */
export const OwnCheck = z.object({ n: z.int().positive(), judgement: Judgement });
export type OwnCheck = z.infer<typeof OwnCheck>;

/** What became of an issue that is not there any more. */
export const Gone = z.enum(["deleted", "transferred"]);
export type Gone = z.infer<typeof Gone>;

/** What only the root knows. */
export const RootFacts = z.object({
  owner: z.string(),
  repo: z.string(),
  issue: z.int().positive(),
  requestedBy: z.string(),
  requestedAt: z.number(),
  spec: z.string(),
  seen: z.boolean().default(false),
  allowed: z.boolean().optional(),
  preflight: z
    .object({
      problems: z.array(Problem),
      baseSha: z.string(),
      defaultBranch: z.string(),
      ci: z.enum(["own", "verify"]),
      /** Read before the present start: the configuration may have changed since. */
      stale: z.boolean().optional(),
    })
    .optional(),
  config: Config.prefault({}),
  prices: z.record(z.string(), ModelPrice).default({}),
  /** The epic's head as we last made it; absent until the branch exists. */
  epicSha: z.string().optional(),
  /** The tree's default-branch merge, before the root pull request opens. */
  defaultMerged: z.boolean().default(false),
  pullRequest: z.int().positive().optional(),
  judgement: Judgement.optional(),
  readyForReview: z.boolean().default(false),
  /** Who asked, by the label put back, to try again what was given up; their permission is read first. */
  resume: z.string().optional(),
  /** When that was asked last. What we made is looked up from `requestedAt` on, which therefore stays. */
  resumeAt: z.number().optional(),
  /** The deliveries that told of the label in that second; none of what a sweep found. */
  labelDeliveries: z.array(z.string()).optional(),
  /** Why nothing new is started, in words for people. */
  stopped: z.string().optional(),
  /** What a person closed, and must reopen for the tree to go on. */
  closed: z.array(z.enum(["issue", "pull-request"])).default([]),
  /** What people did to issues and pull requests of the tree, waiting for their permission to be read; the oldest first. */
  wishes: z.array(Wish).default([]),
  /** How many there were: a number is given once. */
  wished: z.int().positive().optional(),
  /** What people wrote or ticked in the tree's issues, the oldest first; of what was acted on only the latest are kept. */
  heard: z.array(Heard).optional(),
  /** Up to here (by GitHub's clock) some of it was forgotten: what is not later is not heard any more. */
  heardFrom: z.number().optional(),
  /** Who may not decide and was told so, once. */
  strangers: z.array(z.string()).optional(),
  /** When (milliseconds since the epoch) their permission was read last, by their login. */
  strangersAt: z.record(z.string(), z.number()).optional(),
  /** Rules that hold for this tree: those of the default branch when it was read last, and those accepted since. */
  policies: z.array(Policy).optional(),
  /** Rules of no use, to be offered for dropping. */
  retiring: z.array(PolicyId).min(1).optional(),
  /** What is wrong with the files of rules, for people to mend. */
  policyFaults: z.array(Problem).optional(),
  /** US dollars, in place of the configured budget: a person raised it. */
  budgetUsd: z.number().positive().optional(),
  /** The plan was shown before any worker ran: how much it may cost, and who said so; `askedUsd` while it waits for a yes. */
  approval: z
    .object({
      askedUsd: z.number().nonnegative().optional(),
      usd: z.number().nonnegative().optional(),
      by: z.string().optional(),
    })
    .optional(),
  /** When questions were asked, for the cool-down; milliseconds since the epoch. */
  asked: z.array(z.number()).optional(),
  /** What was answered of late, by its print. */
  answered: z.record(z.string(), KeptAnswer).optional(),
  /** What rules answered, by their names, and a person said otherwise: they answer nobody with it any more. */
  overruled: z.record(z.string(), z.string()).optional(),
  /** Models that people chose, by the task below which they are used. */
  models: z.record(z.string(), z.string()).optional(),
  /** A person wants the pull request open again that was closed unmerged. */
  reopens: z.boolean().optional(),
  /** What was last done to the root's own issue by somebody who may not: GitHub goes on showing it, and it is not asked about again. */
  refused: z.object({ by: z.string(), as: z.string() }).optional(),
  /** What people did who may not decide it, to be put back and answered; the oldest first. */
  refusals: z.array(Wish).optional(),
  /** Reviews that ask for changes, waiting for their author's permission to be read, then made into tasks; a `silent` one says nothing. */
  reviews: z
    .array(
      z.object({
        id: z.int(),
        by: z.string(),
        body: z.string(),
        /** Of a leaf's; absent: the root's. */
        pullRequest: z.int().optional(),
        state: z.enum(["asked", "allowed", "refused", "taken", "silent"]),
      }),
    )
    .default([]),
  sticky: z.object({ commentId: z.int().optional(), state: z.string(), at: z.number() }).optional(),
});
export type RootFacts = z.infer<typeof RootFacts>;

/** A node of the tree as Beads holds it. */
export const Task = z.object({
  id: z.string(),
  root: z.string(),
  parent: z.string().nullable(),
  /** Position among the siblings, from 0: the order people read. */
  index: z.int().nonnegative(),
  title: z.string(),
  objective: z.string(),
  type: TaskType,
  size: Size,
  risk: Risk,
  acceptance: z.string(),
  verify: z.string().nullable(),
  files: z.array(z.string()),
  needs: z.array(z.string()),
  origin: z.enum(["spec", "plan", "repair", "review"]),
  status: Status,
  /** Why it stands where it stands, in words for people. */
  reason: z.string().optional(),
  questions: z.array(ProposedQuestion).default([]),
  /** The latest that was asked of people about it, with its answer when there is one. */
  question: Question.optional(),
  /** Earlier ones whose comment does not show yet how they ended. */
  earlier: z.array(Question).optional(),
  /** What people, the fixer and policies said to it, oldest first. */
  guidance: z.array(Guidance).optional(),
  escalation: Escalation.optional(),
  /** Where its ladder of models began anew: attempts up to `after` count no more, and the next one stands on `rung`. */
  ladder: z.object({ after: z.int().nonnegative(), rung: z.int().nonnegative() }).optional(),
  /** The rule that the answer to its question may become. */
  policy: PolicyDraft.optional(),
  /** Files that a person allowed it, though the guard refuses them. */
  allowances: z.array(z.string()).optional(),
  /** US dollars that no other part may take. */
  shareUsd: z.number().nonnegative().optional(),
  /** Its parent and what depends on it go on without it. */
  waived: z.object({ by: z.string() }).optional(),
  /** Who cancelled it for itself, and not only what it is a part of. */
  cancelledBy: z.string().optional(),
  /** Nothing new is started in it or below it. */
  paused: z.object({ by: z.string() }).optional(),
  planning: Planning.optional(),
  planUsage: Usage.optional(),
  attempts: z.array(Attempt).default([]),
  check: OwnCheck.optional(),
  issue: IssueRef.optional(),
  /** What the issue was last made to say (`mirrorState`). */
  mirrored: z.string().optional(),
  /** Keys of comments that were posted. */
  comments: z.array(z.string()).default([]),
  /** A person closed the issue: as `completed` its check must hold, as `not_planned` the tree waits. */
  closedBy: z.object({ login: z.string(), as: z.enum(["completed", "not_planned"]) }).optional(),
  /** Its issue is not there any more: nothing is shown of it. */
  gone: Gone.optional(),
  edits: z.int().nonnegative().default(0),
  /** Whose words in the title or the text of its issue it was made of, while its plan waited. */
  editedBy: z.string().optional(),
  trouble: z.array(Trouble).default([]),
  facts: RootFacts.optional(),
});
export type Task = z.infer<typeof Task>;

/** The tasks of one root, by id. An empty tree is the moment before the root exists. */
export type Tree = Readonly<{ root: string; tasks: ReadonlyMap<string, Task> }>;

/** The root's row; a tree that has none is a bug of the caller. */
export function rootOf(tree: Tree): Task & { facts: RootFacts } {
  const root = tree.tasks.get(tree.root);
  if (root === undefined || !hasFacts(root)) throw new Error(`tree ${tree.root} has no root row`);
  return root;
}

function hasFacts(task: Task): task is Task & { facts: RootFacts } {
  return task.facts !== undefined;
}

/** In the order people read. */
export function childrenOf(tree: Tree, id: string): Task[] {
  return Tasks.of(tree.tasks).children(id);
}

/** 0 for the root. */
export function depthOf(tree: Tree, task: Task): number {
  let depth = 0;
  for (let at: Task | undefined = task; at?.parent; at = tree.tasks.get(at.parent)) depth += 1;
  return depth;
}

/**
 * Is the task's own check what it waits for? A composite's, when all its parts are done; a leaf's, when a person
 * closed it as completed.
 */
export function isChecking({ status, check, closedBy, attempts }: Task): boolean {
  if (status !== "validating" || check === undefined) return false;
  if (check.judgement.next === "settled" && check.judgement.state === "passed") return false;
  return closedBy !== undefined || !attempts.some(isOpen);
}
