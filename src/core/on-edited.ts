import { awaitsApproval } from "./approval.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { nameInEvent } from "./names-of-task.ts";
import { isClosed } from "./task.ts";
import { isNews, withWords } from "./task-words.ts";
import type { Task } from "./tree.ts";
import { nextWish, type Wish } from "./wish.ts";

/**
 * What a person wrote into an issue stays. While the plan waits to be approved the task becomes what they wrote, once it is known that this is
 * for them to decide; later a comment says that it was noticed only.
 */
export function onIssueEdited(draft: Draft, event: EventOf<"IssueEdited">): void {
  const [task] = draft.survey.named(nameInEvent(event));
  if (task === undefined) return;
  const { by, words } = event;
  const { facts } = draft.root;
  if (words === undefined || !awaitsApproval(facts) || !isUnbegun(task)) return notice(draft, task);
  const others = facts.wishes.filter(
    (each) => each.as !== "edited" || each.task !== task.id || each.by !== by,
  );
  // The last that somebody else wrote is what their words are compared with.
  const isAwaited = others.some((each) => each.as === "edited" && each.task === task.id);
  if (!isAwaited && !isNews(task, words))
    return others.length < facts.wishes.length ? draft.putFacts({ wishes: others }) : notice(draft, task);
  const n = nextWish(facts);
  draft.putFacts({ wished: n, wishes: [...others, { n, task: task.id, by, as: "edited", words }] });
}

/** GitHub said whether the editor may write. Whoever approved the plan meanwhile did so with their words before their eyes. */
export function onEditJudged(draft: Draft, task: Task, { by, words }: Wish, allowed: boolean): void {
  if (words === undefined || !allowed || !isUnbegun(task)) return notice(draft, task);
  if (isNews(task, words)) draft.put({ ...withWords(task, words), editedBy: by });
}

/** No worker was told what it is. */
function isUnbegun({ parent, status, attempts }: Task): boolean {
  return parent !== null && !isClosed(status) && attempts.length === 0;
}

function notice(draft: Draft, task: Task): void {
  draft.put({ ...task, edits: task.edits + 1 });
}
