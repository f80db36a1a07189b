import { isOpen, type Judgement } from "./attempt.ts";
import { leftUsd, moneyOf } from "./budget.ts";
import { dueForWork } from "./due-work.ts";
import { isReleased, isStartable, isWanted } from "./readiness.ts";
import { startKey } from "./retry.ts";
import { isClosed } from "./task.ts";
import { isChecking, rootOf, type Task, type Tree } from "./tree.ts";

/** One thing that only a person can move, with what to do about it. */
export type Need = Readonly<{ task: string; what: string; remedy: string }>;

/** How a person says that something was mended: the same wish again, on GitHub or in the terminal. */
export const onceMore =
  "take the label `fractal` off the issue and put it back (or run the same command again)";

/** Everything the tree waits for a person on, most fundamental first; empty while it can go on by itself. */
export function needsYou(tree: Tree): readonly Need[] {
  const { facts, status } = rootOf(tree);
  if (status === "done") return [];
  const needs: Need[] = [];
  if (facts.allowed === false)
    needs.push({
      task: tree.root,
      what: `@${facts.requestedBy} may not start work here: write access is needed`,
      remedy: "somebody with write access removes the label and adds it again",
    });
  if (facts.stopped !== undefined)
    needs.push({ task: tree.root, what: facts.stopped, remedy: "reopen it to go on" });
  for (const problem of facts.preflight?.problems ?? [])
    needs.push({ task: tree.root, what: problem.what, remedy: problem.remedy });
  for (const task of tree.tasks.values()) needs.push(...needsOfTask(tree, task));
  if (outOfMoney(tree)) needs.push(moneyNeed(tree));
  return needs;
}

function needsOfTask(tree: Tree, task: Task): Need[] {
  const { infraRetriesMax } = rootOf(tree).facts.config.limits;
  const needs: Need[] = task.trouble.flatMap(({ retryAt, count, message }) =>
    retryAt === undefined
      ? [{ task: task.id, what: message, remedy: `mend it, then ${onceMore}` }]
      : count > infraRetriesMax
        ? [
            {
              task: task.id,
              what: `${message} (${count} times)`,
              remedy: "mend it; it is tried again by itself",
            },
          ]
        : [],
  );
  if (["needs_human", "failed", "escalated"].includes(task.status))
    needs.push({ task: task.id, what: task.reason ?? "a decision", remedy: remedyFor(task) });
  needs.push(...waitingJudgements(task).flatMap((judgement) => runNeed(task, judgement)));
  const pullRequest = waitsForReview(tree, task);
  if (pullRequest !== undefined)
    needs.push({
      task: task.id,
      what: `the checks of pull request #${pullRequest} are green, and leaves are merged by people here`,
      remedy: `review and merge #${pullRequest}, or close it unmerged`,
    });
  if (task.status === "cancelled" && isAwaited(tree, task)) needs.push(cancelledNeed(tree, task));
  return needs;
}

/** What runs for a commit and cannot come to a verdict without a person. */
function runNeed({ id }: Task, { cause, sha, checks }: Judgement): Need[] {
  if (cause === undefined) return [];
  const names = checks.map(({ name, conclusion }) => `${name} (${conclusion})`).join(", ");
  const commit = sha.slice(0, 8);
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
  if (task.questions.length > 0)
    return "write the answer into the spec, label it as a new issue, and close the old one";
  if (task.parent === null)
    return `mend it on the epic branch, then ${onceMore}; or close the issue to stop the tree`;
  return "do it by hand and close the issue as completed, or close it as not planned";
}

/** Its parent is still to be done, and cannot be without it. */
function isAwaited(tree: Tree, { parent }: Task): boolean {
  const above = parent === null ? undefined : tree.tasks.get(parent);
  return above !== undefined && !isClosed(above.status) && above.closedBy === undefined;
}

function cancelledNeed(tree: Tree, task: Task): Need {
  const waiting = [...tree.tasks.values()].filter((other) => other.needs.includes(task.id));
  const who = [...waiting.map(({ title }) => `“${title}”`), "its parent"].join(", ");
  const why = task.closedBy ? `@${task.closedBy.login} closed “${task.title}” as not planned` : task.reason;
  return {
    task: task.id,
    what: `${why ?? `“${task.title}” is cancelled`}; ${who} wait${waiting.length > 0 ? "" : "s"} for it`,
    remedy: "reopen its issue to do it, or close the issues that wait for it as well",
  };
}

/** The green pull request of a leaf that only a person may merge. */
function waitsForReview(tree: Tree, task: Task): number | undefined {
  if (rootOf(tree).facts.config.review.leaf === "auto") return undefined;
  const attempt = task.attempts.find((each) => isOpen(each) && isWanted(task, each));
  return attempt?.judgement?.next === "settled" ? attempt.pullRequest : undefined;
}

/** Nothing moves that could give money back, and what could start does not fit into what is left. */
export function outOfMoney(tree: Tree): boolean {
  const { facts, status } = rootOf(tree);
  if (status === "done" || facts.epicSha === undefined || facts.stopped !== undefined || isMoving(tree))
    return false;
  const tasks = [...tree.tasks.values()];
  const slots = tasks.filter((task) => task.attempts.some(isOpen)).length;
  const isFree = slots < facts.config.limits.parallelLeavesMax;
  return tasks.some(
    (task) =>
      (task.status === "blocked" && task.planning !== undefined) ||
      (task.parent === null && task.status === "queued") ||
      isReleased(tree, task) ||
      (isFree && isStartable(tree, task) && !task.trouble.some(({ key }) => key === startKey(task.id))),
  );
}

function moneyNeed(tree: Tree): Need {
  const { budget, models } = rootOf(tree).facts.config;
  const { prices } = rootOf(tree).facts;
  const unpriced = [models.planner, ...models.worker].find((model) => prices[model] === undefined);
  if (unpriced !== undefined)
    return {
      task: tree.root,
      what: `no price is known for the model ${unpriced}, so nothing can be reserved for it`,
      remedy: `add it under \`prices\` in .github/fractal.yml, then ${onceMore}`,
    };
  return {
    task: tree.root,
    what: `the budget does not cover the next step: $${moneyOf(tree).spentUsd.toFixed(2)} of $${budget.usd.toFixed(2)} spent, $${leftUsd(tree).toFixed(2)} left`,
    remedy: `raise budget.usd in .github/fractal.yml, then ${onceMore}`,
  };
}

/** What the whole tree has come to. `working` while anything can still move by itself. */
export function stateOf(tree: Tree): "working" | "ready" | "merged" | "waiting" | "failed" {
  const { status, facts } = rootOf(tree);
  if (status === "done") return "merged";
  if (status === "failed" || status === "cancelled") return "failed";
  if (isMoving(tree)) return "working";
  return facts.readyForReview && facts.stopped === undefined ? "ready" : "waiting";
}

/** An effect that moves the tree is due or will be, GitHub is still at work on something, or a back-off runs out. */
function isMoving(tree: Tree): boolean {
  const tasks = [...tree.tasks.values()];
  const stuck = new Set(
    tasks.flatMap(({ trouble }) =>
      trouble.filter(({ retryAt }) => retryAt === undefined).map(({ key }) => key),
    ),
  );
  if (dueForWork(tree, { now: Infinity }).some(({ key }) => !stuck.has(key))) return true;
  if (rootOf(tree).facts.stopped !== undefined) return false;
  return tasks.some(
    (task) =>
      awaitsGithub(task) ||
      (isStartable(tree, task) &&
        task.trouble.some(({ key, retryAt }) => key === startKey(task.id) && retryAt !== undefined)),
  );
}

/** A run or a commit's checks that have not come to their end: events, or the next sweep, tell. */
function awaitsGithub(task: Task): boolean {
  return waitingJudgements(task).some(({ cause }) => cause === undefined);
}

function waitingJudgements(task: Task): Judgement[] {
  const { facts, check, attempts, status } = task;
  const judgements = [
    ...(facts?.judgement && status === "validating" ? [facts.judgement] : []),
    ...(check && isChecking(task) ? [check.judgement] : []),
    ...attempts.flatMap((attempt) => (isOpen(attempt) && attempt.judgement ? [attempt.judgement] : [])),
  ];
  return judgements.filter(({ next, sha }) => next === "wait" && sha !== "");
}
