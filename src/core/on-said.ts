import { type Answering, answer, command } from "./answer.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { isCommand } from "./is-command.ts";
import { heardCharsMax, isHeard, remembered } from "./is-heard.ts";
import { isForUs } from "./is-for-us.ts";
import { isKept } from "./kept-answers.ts";
import { afterwards } from "./late-answer.ts";
import { nameInEvent } from "./names-of-task.ts";
import { newTicks, type Tick } from "./new-ticks.ts";
import { acceptPolicy } from "./on-policy.ts";
import { isAnsweredUnasked, isAsking, isWaitedFor } from "./question-state.ts";
import type { Move } from "./question.ts";
import { readCommand } from "./read-command.ts";
import type { Heard } from "./heard.ts";
import { isClosed } from "./task.ts";
import type { RootFacts, Task } from "./tree.ts";
import { nextWish } from "./wish.ts";

/** What was acted on is remembered this long: a comment that is heard once more must be known. */
const rememberedMax = 200;

/** Whoever may not decide is asked about so seldom: somebody may have been let in meanwhile. */
const strangerAgainMs = 3_600_000;

/** What one person says before it is known whether they may is kept up to this; the rest is heard by a sweep. */
const askedMax = 10;

/** A person wrote something: where it is for us, whether it is for them to decide is asked first. */
export function onCommentWritten(draft: Draft, event: EventOf<"CommentWritten">): void {
  hear(draft, event, { body: event.body.slice(0, heardCharsMax) });
}

export function onBoxesTicked(draft: Draft, event: EventOf<"BoxesTicked">): void {
  hear(draft, event, { body: "", ticked: event.ticked });
}

type Saying = EventOf<"CommentWritten"> | EventOf<"BoxesTicked">;

/** Heard once for each version of a comment, however often it comes; an edit is heard anew. */
function hear(draft: Draft, event: Saying, words: Pick<Heard, "body" | "ticked">): void {
  const [task] = draft.survey.named(nameInEvent(event));
  const { heard = [], heardFrom = -Infinity, wishes, allowed } = draft.root.facts;
  if (task === undefined || allowed !== true) return;
  const { comment, by, at } = event;
  if (isIgnored(draft, by, at)) return;
  const versions = heard.filter((each) => each.comment === comment);
  if (versions.some((each) => isHeard([each], event))) return;
  const isKnown = versions.length > 0;
  if (!isKnown && at <= heardFrom) return;
  const isTick = words.ticked !== undefined;
  const isMeant = () => isKnown || isForUs(task, event, draft.task(task.question?.as ?? ""));
  if (isTick ? newTicks(draft, words.ticked).length === 0 : !isMeant()) return;
  const entry: Heard = {
    comment,
    task: task.id,
    by,
    at,
    ...words,
    state: "asked",
    ...(event.issue !== task.issue?.number && { on: event.issue }),
    ...(versions.some(wasCommand) && { again: true }),
    ...(draft.root.facts.strangers?.includes(by) === true && { quiet: true }),
  };
  const n = nextWish(draft.root.facts);
  // What another said in the same comment, and nobody has judged yet, stays.
  const isOld = (each: Pick<Heard, "by" | "comment">) => each.comment === comment && each.by === by;
  const others = heard.filter(
    (each) => each.comment !== comment || (each.by !== by && each.state === "asked"),
  );
  draft.putFacts({
    ...kept([...others, entry], heardFrom),
    wished: n,
    wishes: [
      ...wishes.filter(
        (each) => each.comment === undefined || !isOld({ comment: each.comment, by: each.by }),
      ),
      { n, task: task.id, by, as: "said", comment },
    ],
  });
}

/** Of a known stranger nothing is heard for a while, and never what they wrote before; of nobody without an end. */
function isIgnored(draft: Draft, by: string, at: number): boolean {
  const { heard = [], strangersAt = {} } = draft.root.facts;
  const isAsked = (each: Heard) => each.by === by && each.state === "asked";
  const judgedAt = strangersAt[by] ?? -Infinity;
  // Being let in later makes nothing of it that was said without a say.
  if (draft.rules.now < judgedAt + strangerAgainMs || at <= judgedAt) return true;
  return heard.filter(isAsked).length >= askedMax;
}

function wasCommand({ state, body, again }: Heard): boolean {
  return again === true || (state === "done" && isCommand(body));
}

function kept(heard: readonly Heard[], from: number): Pick<RootFacts, "heard" | "heardFrom"> {
  const settled = heard.filter(({ state }) => state !== "asked");
  const dropped = new Set(settled.slice(0, Math.max(0, heard.length - rememberedMax)));
  if (dropped.size === 0) return { heard: [...heard] };
  // Strangers must not make others unheard, however much they write.
  const times = [...dropped].flatMap(({ at, state }) => (state === "stranger" ? [] : [at]));
  const heardFrom = Math.max(from, ...times);
  return {
    heard: heard.filter((each) => !dropped.has(each)),
    ...(heardFrom > -Infinity && { heardFrom }),
  };
}

type End = Pick<Heard, "state" | "words" | "reply">;

/** Their permission is known. */
export function onSaidJudged(
  draft: Draft,
  { wish, allowed }: { wish: RootFacts["wishes"][number]; allowed: boolean },
): void {
  const isMeant = (each: Heard) =>
    each.comment === wish.comment && each.by === wish.by && each.state === "asked";
  const said = draft.root.facts.heard?.find(isMeant);
  if (said === undefined) return;
  if (!allowed) return stranger(draft, said);
  const end = act(draft, draft.task(wish.task) as Task, said);
  const { heard = [], strangers } = draft.root.facts;
  const { quiet: _quiet, ...known } = said;
  const settled = { ...known, ...end, ...remembered(said.body) };
  draft.putFacts({
    heard: heard.map((each) => (isMeant(each) ? settled : each)),
    // They were let in.
    ...(said.quiet === true && { strangers: strangers?.filter((each) => each !== said.by) }),
  });
}

/** One polite line the first time, and never again: of the rest only what was seen to have come is shown to be over. */
function stranger(draft: Draft, said: Heard): void {
  const { heard = [], strangers = [], strangersAt } = draft.root.facts;
  const { by } = said;
  const isFirst = !strangers.includes(by);
  const isTheirs = (each: Heard) => each.by === by && each.state === "asked";
  const others = heard.flatMap((each) => {
    if (!isTheirs(each)) return [each];
    const over: Heard = { ...each, ...remembered(each.body), state: "stranger" };
    return each.quiet === true || each.comment === said.comment ? [] : [over];
  });
  const told: Heard = { ...said, ...remembered(said.body), state: "stranger", reply: "stranger" };
  const logins = [...strangers.filter((each) => each !== by), by].slice(-rememberedMax);
  const times = Object.entries({ ...strangersAt, [by]: Math.max(draft.rules.now, said.at) });
  draft.putFacts({
    heard: isFirst ? [...others, told] : others,
    strangers: logins,
    strangersAt: Object.fromEntries(times.filter(([login]) => logins.includes(login))),
  });
}

function act(draft: Draft, task: Task, said: Heard): End {
  if (said.ticked !== undefined) return ticked(draft, newTicks(draft, said.ticked), said);
  if (isCommand(said.body)) return commanded(draft, task, said);
  if (said.again === true)
    return no("the command that stood here was acted on already: say what comes next in a new comment");
  return replied(draft, task, { by: said.by, words: said.body, comment: said.comment });
}

function commanded(draft: Draft, task: Task, said: Heard): End {
  if (said.again === true)
    return no("it was acted on already as it was first written: say the new command in a new comment");
  const read = readCommand(said.body);
  const by = { by: said.by, words: said.body.trim(), comment: said.comment };
  switch (read.do) {
    case "fault":
      return no(read.words);
    case "reply":
      return { state: "done", reply: read.reply };
    case "answer":
      return isAsking(task) || isPutRight(draft, task)
        ? replied(draft, task, { ...by, words: read.words })
        : no("no question is open here");
    case "accept-policy":
      return ended(acceptPolicy(draft, task, task.policy?.n ?? 0, said.by));
    default:
      return isOver(draft, task, read.move) ? no(overWords) : ended(command(draft, task, by, read.move));
  }
}

/** Nothing is asked here, but what was answered is told to others, or was never asked of anybody. */
function isPutRight(draft: Draft, { question }: Task): boolean {
  return question !== undefined && (isAnsweredUnasked(question) || isKept(draft, question));
}

const overWords = "this tree is over; `/fractal retry` on its first issue takes up one that was cancelled";

/** What was cancelled as a whole can be taken up again as a whole; what was merged cannot. */
function isOver(draft: Draft, task: Task, move: Move): boolean {
  const { status } = draft.root;
  return isClosed(status) && !(status === "cancelled" && task.parent === null && move.do === "retry");
}

function ticked(draft: Draft, ticks: readonly Tick[], { by }: Heard): End {
  const [tick, ...more] = ticks;
  if (tick === undefined) return { state: "done" };
  if (more.length > 0) return no("more than one box is ticked: leave one");
  const { task, n } = tick;
  if (tick.option === undefined) return ended(acceptPolicy(draft, task, n, by));
  const option = task.question?.options.find(({ id }) => id === tick.option);
  if (option === undefined || task.question?.n !== n) return no("this question is not asked any more");
  return replied(draft, task, { by, words: option.words, picked: option.id });
}

/** In the place where the question is asked, or where one of those stands that ask the same. */
function replied(draft: Draft, task: Task, said: Answering): End {
  if (task.question === undefined) return no("no question is open here");
  const spokesman = draft.task(task.question?.as ?? "") ?? task;
  if (isAsking(spokesman) && isWaitedFor(draft.tree, spokesman)) return ended(answer(draft, spokesman, said));
  return afterwards(draft, { ...task, question: task.question }, said);
}

function ended(refusal: string | undefined): End {
  return refusal === undefined ? { state: "done" } : no(refusal);
}

function no(words: string): End {
  return { state: "no", words };
}

export function onQuestionWritten(draft: Draft, event: EventOf<"QuestionWritten">): void {
  const task = draft.task(event.task);
  const { n, state, commentId: id } = event;
  if (task?.question?.n === n)
    return draft.note({ ...task, question: { ...task.question, comment: { id, state } } });
  const { earlier: all = [] } = task ?? {};
  const known = all.find((each) => each.n === n);
  if (task === undefined || known === undefined) return;
  const others = all.filter((each) => each !== known);
  // It asks on only where it was written before it was over.
  const earlier = state.startsWith("answered/") ? others : [...others, { ...known, comment: { id, state } }];
  draft.note({ ...task, earlier: earlier.length > 0 ? earlier : undefined });
}

export function onReacted(draft: Draft, { comment, at, content }: EventOf<"Reacted">): void {
  const { heard = [] } = draft.root.facts;
  const isMeant = (each: Heard) => each.comment === comment && each.at === at;
  if (!heard.some(isMeant)) return;
  draft.noteFacts({ heard: heard.map((each) => (isMeant(each) ? { ...each, shown: content } : each)) });
}
