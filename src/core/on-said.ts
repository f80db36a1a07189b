import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { issueName } from "./names-of-task.ts";
import { isClosed } from "./task.ts";
import type { Heard, RootFacts, Task } from "./tree.ts";

/** What was acted on is remembered this long: a comment that is heard once more must be known. */
const rememberedMax = 200;

/** A person wrote something: whether it is for them to decide is asked first. */
export function onCommentWritten(draft: Draft, event: EventOf<"CommentWritten">): void {
  const { comment, by, at } = event;
  hear(draft, event.issue, { comment, by, at, body: event.body.slice(0, 8000) });
}

export function onBoxesTicked(draft: Draft, event: EventOf<"BoxesTicked">): void {
  const { comment, by, at, ticked } = event;
  hear(draft, event.issue, { comment, by, at, body: "", ticked });
}

/** Heard once for each version of a comment, however often it comes; an edit is heard anew. */
function hear(draft: Draft, issue: number, said: Omit<Heard, "task" | "state">): void {
  const [task] = draft.survey.named(issueName(issue));
  const { heard = [], wishes, allowed } = draft.root.facts;
  if (task === undefined || allowed !== true || isClosed(draft.root.status)) return;
  const known = heard.find(({ comment }) => comment === said.comment);
  if (known !== undefined && known.at >= said.at) return;
  const entry: Heard = { ...said, task: task.id, state: "asked" };
  const n = (wishes.at(-1)?.n ?? 0) + 1;
  const wish = { n, task: task.id, by: said.by, as: "said" as const, comment: said.comment };
  draft.putFacts({
    heard: kept([...heard.filter(({ comment }) => comment !== said.comment), entry]),
    wishes: [...wishes.filter(({ comment }) => comment !== said.comment), wish],
  });
}

function kept(heard: readonly Heard[]): Heard[] {
  const open = heard.filter(({ state }) => state === "asked").length;
  let over = Math.max(0, heard.length - Math.max(rememberedMax, open));
  return heard.filter(({ state }) => state === "asked" || over-- <= 0);
}

/** Their permission is known. */
export function onSaidJudged(
  draft: Draft,
  { wish, allowed }: { wish: RootFacts["wishes"][number]; allowed: boolean },
): void {
  const heard = draft.root.facts.heard?.find(({ comment }) => comment === wish.comment);
  const task = draft.task(wish.task);
  if (heard === undefined || task === undefined) return;
  settle(draft, heard, allowed ? act(draft, task, heard) : { state: "stranger" });
}

function settle(draft: Draft, said: Heard, end: Pick<Heard, "state" | "words">): void {
  const heard = draft.root.facts.heard ?? [];
  draft.putFacts({
    heard: heard.map((each) => (each.comment === said.comment ? { ...each, ...end } : each)),
  });
}

function act(_draft: Draft, _task: Task, _said: Heard): Pick<Heard, "state" | "words"> {
  return { state: "done" };
}

export function onQuestionWritten(draft: Draft, event: EventOf<"QuestionWritten">): void {
  const task = draft.task(event.task);
  if (task?.question === undefined || task.question.n !== event.n) return;
  const { commentId: id, state } = event;
  draft.note({ ...task, question: { ...task.question, comment: { id, state } } });
}

export function onReacted(draft: Draft, { comment, at, content }: EventOf<"Reacted">): void {
  const { heard = [] } = draft.root.facts;
  const isMeant = (each: Heard) => each.comment === comment && each.at === at;
  if (!heard.some(isMeant)) return;
  draft.noteFacts({ heard: heard.map((each) => (isMeant(each) ? { ...each, shown: content } : each)) });
}
