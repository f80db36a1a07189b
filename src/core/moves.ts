import { withGuidance } from "./guidance.ts";
import { approvePlan } from "./approval.ts";
import { closeFor } from "./close.ts";
import type { Draft } from "./draft.ts";
import { goOn, isStranded, takeUp } from "./go-on.ts";
import type { Guidance, Move } from "./question.ts";
import { isAsking, isHanded } from "./question-state.ts";
import { raiseBudget } from "./raise-budget.ts";
import { toBeSplit } from "./retry.ts";
import { isClosed } from "./task.ts";
import { depthOf, type Task } from "./tree.ts";

/** Who moves it: a person, a rule or a model, and by which comment. */
export type Mover = Readonly<{ by: string; from?: Guidance["from"]; comment?: number }>;

/**
 * The one place where a move acts on a task and on what is below it: a ticked box, a command, words, the terminal and GitHub's own buttons all
 * come through here. What runs is let go where its task is closed, split or handed over, and comes to its end where it is only paused.
 * @returns why not, in words for people; undefined when it was done, or was so already
 */
export function applyMove(draft: Draft, task: Task, move: Move, mover: Mover): string | undefined {
  switch (move.do) {
    case "guide":
      return guide(draft, task, { ...mover, text: move.text });
    case "retry":
      return move.text === undefined
        ? retry(draft, task, mover)
        : retryWith(draft, task, { ...mover, text: move.text });
    case "skip":
      return skip(draft, task, mover);
    case "cancel":
      return cancel(draft, move.whose === "parent" ? draft.task(task.parent ?? "") : task, mover);
    case "hand":
      return hand(draft, task, mover);
    case "split":
      return split(draft, task, mover);
    case "allow":
      return allow(draft, task, move.codes);
    case "pause":
      return pause(draft, task, mover);
    case "resume":
      return resume(draft, task);
    case "approve":
      return approvePlan(draft, mover.by);
    case "budget":
      return raise(draft, task, { usd: move.usd, by: mover.by });
    default:
      return choose(draft, task, move.model);
  }
}

/** Kept with the task, and heeded by its next attempt or plan; a task that waited for a person goes on with it. */
function guide(draft: Draft, task: Task, said: Mover & { text: string }): string | undefined {
  if (task.status === "done") return doneWords;
  const { facts } = draft.root;
  if (task.parent === null && facts.closed.includes("pull-request")) return change(draft, said);
  const { by, from = "person", text, comment } = said;
  const entry: Guidance = { from, by, text, at: draft.rules.now, ...(comment !== undefined && { comment }) };
  const others = task.guidance?.filter((each) => comment === undefined || each.comment !== comment);
  const told = { ...task, guidance: withGuidance({ guidance: others }, entry) };
  draft.put(told);
  // Whoever does it by hand may talk about it meanwhile; only a command takes it back.
  if ((isStranded(told) && !isHanded(told)) || task.status === "cancelled")
    goOn(draft, told, `@${by} answered`);
  return undefined;
}

const doneWords =
  "it is done; reopen its issue to have it done once more, or request changes in a review of the pull request at the end";

/** What must change before a pull request is opened again that was closed unmerged: one more task, like a review's. */
function change(draft: Draft, { by, text }: Mover & { text: string }): undefined {
  const { reviews } = draft.root.facts;
  const id = -1 - reviews.length;
  draft.putFacts({ reviews: [...reviews, { id, by, body: text, state: "allowed" }] });
  reopenPull(draft);
}

/** Of everything in this part of the tree: what waits for a person, and what was given up, is tried once more. */
function retry(draft: Draft, task: Task, { by }: Mover): string | undefined {
  if (task.status === "done") return doneWords;
  const reason = `@${by} wants it tried once more`;
  if (task.status === "cancelled") return void goOn(draft, task, reason);
  const isAny = takeUp(draft, task, reason);
  return isAny || task.parent === null ? undefined : "nothing waits for a person here: it goes on by itself";
}

/** The words go with the task, and so into every briefing below it. */
function retryWith(draft: Draft, task: Task, said: Mover & { text: string }): string | undefined {
  const refusal = guide(draft, task, said);
  if (refusal === undefined) retry(draft, draft.task(task.id) as Task, said);
  return refusal;
}

function skip(draft: Draft, task: Task, { by }: Mover): string | undefined {
  if (task.parent === null) return "the whole tree cannot be left out of itself; `/fractal cancel` stops it";
  if (task.status === "done") return "it is done already";
  if (task.waived !== undefined) return undefined;
  if (task.status !== "cancelled") closeFor(draft, task, `@${by} left it out`);
  draft.put({ ...(draft.task(task.id) as Task), waived: { by } });
  return undefined;
}

function cancel(draft: Draft, task: Task | undefined, { by }: Mover): string | undefined {
  if (task === undefined) return "there is nothing above it to cancel";
  if (task.status === "done") return "it is done already";
  const cancelled = { ...task, cancelledBy: by };
  if (isClosed(task.status)) draft.put(cancelled);
  else closeFor(draft, cancelled, `@${by} cancelled it`);
  return undefined;
}

/** It waits until its issue is closed as completed; `/fractal retry` takes it back. */
function hand(draft: Draft, task: Task, { by }: Mover): string | undefined {
  if (isClosed(task.status)) return closedWords;
  draft.put({ ...task, status: "needs_human", reason: `@${by} does it by hand` });
  return undefined;
}

const closedWords = "it is closed; reopen its issue first";

function split(draft: Draft, task: Task, { by }: Mover): string | undefined {
  if (isClosed(task.status)) return closedWords;
  const { depthMax } = draft.root.facts.config.limits;
  if (task.parent === null || draft.children(task.id).length > 0)
    return "it has parts already; say it on one of them";
  if (task.status === "planning") return "it is being planned just now; say it once more when that is done";
  if (task.size === "XS") return "it is of the smallest size, so no smaller tasks can be made of it";
  if (depthOf(draft.tree, task) >= depthMax)
    return `no more than ${depthMax} levels are allowed here (limits.depthMax)`;
  const { closedBy: _closedBy, ...rest } = task;
  const sent = toBeSplit({ ...rest, questions: [] }, `@${by} wants it split`, draft.rules.now);
  // What has not begun waits on for what it needs.
  draft.put(task.status === "queued" ? { ...sent, status: "queued" } : sent);
  return undefined;
}

function allow(draft: Draft, task: Task, codes: readonly string[]): string | undefined {
  if (isClosed(task.status)) return closedWords;
  const allowances = [...new Set([...(task.allowances ?? []), ...codes])].slice(-20);
  goOn(draft, { ...task, allowances }, `${codes.join(", ")} may be changed`);
  return undefined;
}

function pause(draft: Draft, task: Task, { by }: Mover): string | undefined {
  if (isClosed(task.status)) return "it is closed: nothing starts in it anyway";
  if (task.paused === undefined) draft.put({ ...task, paused: { by } });
  return undefined;
}

/** With all that was set aside below it; and a pull request is opened again that was closed. */
function resume(draft: Draft, task: Task): string | undefined {
  const isReopened = task.parent === null && draft.root.facts.closed.includes("pull-request");
  if (isReopened) reopenPull(draft);
  const isAny = unpause(draft, draft.task(task.id) as Task);
  for (let at = draft.task(task.parent ?? ""); at !== undefined; at = draft.task(at.parent ?? ""))
    if (at.paused !== undefined) return `“${at.title}”, of which it is a part, is paused: resume that`;
  return isAny || isReopened
    ? undefined
    : "nothing is paused here; `/fractal retry` tries once more what waits";
}

function unpause(draft: Draft, task: Task): boolean {
  const { paused, ...rest } = task;
  if (paused !== undefined) draft.put(rest);
  return draft.children(task.id).filter((child) => unpause(draft, child)).length > 0 || paused !== undefined;
}

function reopenPull(draft: Draft): void {
  const closed = draft.root.facts.closed.filter((each) => each !== "pull-request");
  const stopped = closed.length === 0 ? undefined : "this issue is still closed; reopen it to go on";
  draft.putFacts({ closed, stopped, judgement: undefined, readyForReview: false, reopens: true });
}

/** Of the whole tree, or of one part of it. */
function raise(draft: Draft, task: Task, given: { usd: number; by: string }): string | undefined {
  if (task.parent !== null && isClosed(task.status)) return closedWords;
  raiseBudget(draft, task, given);
  return undefined;
}

/** Without its price nothing could be held back for a call. */
function choose(draft: Draft, task: Task, model: string): string | undefined {
  if (isClosed(task.status)) return closedWords;
  const { prices, models } = draft.root.facts;
  if (prices[model] === undefined)
    return `no price is known for the model ${model}: add it under \`prices\` in .github/fractal.yml`;
  draft.putFacts({ models: { ...models, [task.id]: model } });
  climbAgain(draft, draft.task(task.id) as Task, `${model} is tried next`);
  return undefined;
}

/** What no model made green is tried with the new one. What waits for anything else waits on: no model is the answer to that. */
function climbAgain(draft: Draft, task: Task, reason: string): void {
  if (isStranded(task) && isAsking(task) && task.question.kind === "stuck") goOn(draft, task, reason);
  for (const child of draft.children(task.id)) climbAgain(draft, child, reason);
}
