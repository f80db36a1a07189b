import { isOpen, type Judgement } from "./attempt.ts";
import type { Effect } from "./effect.ts";
import { isParking } from "./parked.ts";
import { type Asking, isAsking } from "./question-state.ts";
import { takesWords } from "./takes-words.ts";
import { isMissed, isWanted } from "./readiness.ts";
import { isClosed } from "./task.ts";
import { Tasks } from "./tasks.ts";
import { isChecking, rootOf, type Task, type Tree } from "./tree.ts";

/** One thing that only a person can move, with what to do about it. */
export type Need = Readonly<{
  task: string;
  what: string;
  remedy: string;
  /** The comment that asks. */
  comment?: number;
}>;

/** How a person says that something was mended: the same wish again, on GitHub or in the terminal. */
export const onceMore =
  "take the label `fractal` off the issue and put it back (or run the same command again)";

/** Of a tree that is set aside: what came and comes for it is kept. */
const startAgain =
  "tell whoever runs Fractal; started again, at best in a newer version, it goes on from here: all that was said and done meanwhile is kept";

/** Of what is down for everybody: said once, whoever waits for it. */
export const passesByItself = "nothing, unless it is yours to mend; it is tried again by itself";

/** What of one task only a person can move. */
export function needsOfTask(tree: Tree, task: Task): Need[] {
  const { infraRetriesMax } = rootOf(tree).facts.config.limits;
  const needs: Need[] = task.trouble.flatMap((trouble) => {
    const { retryAt, count, message } = trouble;
    const remedy = isParking(trouble) ? startAgain : `mend it, then ${onceMore}`;
    return retryAt === undefined
      ? [{ task: task.id, what: message, remedy }]
      : count > infraRetriesMax
        ? [
            {
              task: task.id,
              what: `${message} (${count} times)`,
              remedy: "mend it; it is tried again by itself",
            },
          ]
        : [];
  });
  for (const { outage } of task.trouble)
    if (outage !== undefined) needs.push({ task: task.id, what: outage, remedy: passesByItself });
  if (isAsking(task)) needs.push(...questionNeed(task));
  else if (task.status === "needs_human" || task.status === "failed")
    needs.push({ task: task.id, what: task.reason ?? "a decision", remedy: remedyFor(task) });
  needs.push(...waitingJudgements(task).flatMap((judgement) => runNeed(task, judgement)));
  const pullRequest = waitsForReview(tree, task);
  if (pullRequest !== undefined)
    needs.push({
      task: task.id,
      what: `the checks of pull request #${pullRequest} are green, and leaves are merged by people here`,
      remedy: `review and merge #${pullRequest}, or close it unmerged`,
    });
  if (task.paused !== undefined && !isClosed(task.status))
    needs.push({
      task: task.id,
      what: `@${task.paused.by} paused it: nothing new starts here`,
      remedy: "write `/fractal resume` on its issue",
    });
  if (isMissed(tree, task) && !isAsking(task)) needs.push(cancelledNeed(tree, task));
  return needs;
}

/** Said where it is asked; what asks the same elsewhere has no line of its own. */
function questionNeed({ id, question, issue, reason }: Asking): Need[] {
  const { kind, title, others, as, askedAt, comment } = question;
  // What is said of the money says it with its numbers.
  if (as !== undefined || kind === "budget") return [];
  const where = issue === undefined ? "its issue" : `#${issue.number}`;
  const isOwnWords = !["stuck", "unsafe", "other"].includes(kind);
  const what = isOwnWords || reason === undefined ? title : reason;
  const more = others === undefined ? "" : ` (and for ${others} more)`;
  const how =
    askedAt === undefined
      ? `it is asked on ${where} when its turn comes; \`/fractal answer …\` there answers it at once`
      : `answer on ${where}: tick a box there, or reply ${takesWords(question) ? "in your own words" : "with its letter"}`;
  const remedy = what === title ? how : `${title} ${how[0]?.toUpperCase()}${how.slice(1)}`;
  return [{ task: id, what: `${what}${more}`, remedy, ...(comment && { comment: comment.id }) }];
}

/** What runs for a commit and cannot come to a verdict without a person. */
function runNeed({ id }: Task, { cause, sha, checks }: Judgement): Need[] {
  if (cause === undefined) return [];
  const names = checks.map(({ name, conclusion }) => `${name} (${conclusion})`).join(", ");
  const commit = sha.slice(0, 8);
  if (cause === "stuck")
    return [
      {
        task: id,
        what: `the checks of commit ${commit} neither begin nor end: ${names || "there is none yet"}`,
        remedy: "see that a runner is there for them, run them again, or cancel them",
      },
    ];
  return [
    cause === "approval"
      ? {
          task: id,
          what: `a run for commit ${commit} waits to be let go: ${names}`,
          remedy: "approve it on its page",
        }
      : {
          task: id,
          what: `the checks of commit ${commit} were cancelled or lost: ${names}`,
          remedy: "run them again",
        },
  ];
}

function remedyFor(task: Task): string {
  if (task.parent === null)
    return `mend it on the epic branch, then ${onceMore}; or close the issue to stop the tree`;
  return "do it by hand and close the issue as completed, or close it as not planned";
}

function cancelledNeed(tree: Tree, task: Task): Need {
  const waiting = Tasks.of(tree.tasks).dependents(task.id);
  const who = [...waiting.map(({ title }) => `“${title}”`), "its parent"].join(", ");
  const gone = `@${task.closedBy?.login ?? "somebody"} ${task.gone ?? ""} the issue of “${task.title}”`;
  const why = task.gone
    ? gone
    : task.closedBy
      ? `@${task.closedBy.login} closed “${task.title}” as not planned`
      : task.reason;
  return {
    task: task.id,
    what: `${why ?? `“${task.title}” is cancelled`}; ${who} wait${waiting.length > 0 ? "" : "s"} for it`,
    remedy: task.gone
      ? `close the issues that wait for it as well; to have it done after all, ${onceMore}`
      : "reopen its issue to do it, or close the issues that wait for it as well",
  };
}

/** The green pull request of a leaf that only a person may merge. */
function waitsForReview(tree: Tree, task: Task): number | undefined {
  if (rootOf(tree).facts.config.review.leaf === "auto") return undefined;
  const attempt = task.attempts.find((each) => isOpen(each) && isWanted(task, each));
  return attempt?.judgement?.next === "settled" ? attempt.pullRequest : undefined;
}

/** A run or a commit's checks that have not come to their end: events, or the next sweep, tell. */
export function awaitsGithub(task: Task): boolean {
  return waitingJudgements(task).some(({ cause }) => cause === undefined);
}

function waitingJudgements(task: Task): Judgement[] {
  const { facts, check, attempts, status } = task;
  const judgements = [
    ...(facts?.judgement && status === "validating" ? [facts.judgement] : []),
    ...(check && isChecking(task) ? [check.judgement] : []),
    ...attempts.flatMap((attempt) => (isOpen(attempt) && attempt.judgement ? [attempt.judgement] : [])),
  ];
  return judgements.filter(
    (judgement) => judgement.sha !== "" && (judgement.next === "wait" || isHeld(judgement)),
  );
}

/** What needs a person is read again, since something moved: until that says otherwise it needs them still. */
function isHeld({ next, cause }: Judgement): boolean {
  return next === "ask" && cause !== undefined;
}

/** Does this effect only look again at what waits for a person? */
export function looksAgain(task: Task, effect: Effect): boolean {
  if (effect.type !== "ReadChecks") return false;
  return waitingJudgements(task).some((judgement) => judgement.sha === effect.sha && isHeld(judgement));
}
