import type { TraceLine } from "#src/core/trace-line.ts";
import type { Tree } from "#src/core/tree.ts";
import { type AskedAloud, askedIn } from "./asked.ts";
import { decidedIn } from "./decided.ts";
import type { Remains } from "./rows.ts";

/** Puts something wrong into what is left behind; what it changes in the hub is taken back by the test. */
export type Planted = (remains: Remains) => Remains | void;

/** What can be wrong with questions, in what a tree with an open and with answered questions leaves behind. */
export const questionFaults: readonly [check: string, fault: string, plant: Planted][] = [
  ["asked once", "another task asks what is asked", (all) => askedTwice(all, openOf(all))],
  ["asked once", "another task asks what was answered", (all) => askedTwice(all, answeredOf(all))],
  ["answered once", "a second answer takes the place of the first", answeredAgain],
  ["cooled down", "five are asked within a minute", fiveAtOnce],
  ["questions shown", "its comment is gone", (all) => commentOf(all, openOf(all), () => undefined)],
  [
    "questions shown",
    "it has no boxes",
    (all) => commentOf(all, openOf(all), (body) => body.replaceAll("- [ ]", "-")),
  ],
  ["questions shown", "it is not under “Needs you”", withoutNeeds],
  [
    "questions shown",
    "it asks on after it was answered",
    (all) => commentOf(all, answeredOf(all), (body) => `${body}\n${boxOf(answeredOf(all))}`),
  ],
  [
    "questions shown",
    "nobody decided to ask it",
    (all) => commentOf(all, openOf(all), (body) => body.replace(/question\/\d+ v=1/, "question/77 v=1")),
  ],
  ["answers used", "a worker is not told", (all) => guided(all, () => [])],
  [
    "answers used",
    "a worker is told another's answer",
    (all) => guided(all, (known) => [...known, "Question: Nobody asked that\nAnswer: no"]),
  ],
  ["answers used", "a planner is not told", notTold],
  ["answers allowed", "who answered may not", (all) => ({ ...all, writers: new Set(["bob"]) })],
  ["answers allowed", "a stranger's words are told", strangersTold],
];

export function openOf(remains: Remains): AskedAloud {
  return named(askedIn(remains).find(({ over }) => over === undefined));
}

/** By words that its task is told. */
export function answeredOf(remains: Remains): AskedAloud {
  return named(
    askedIn(remains).find(({ question: { answer, options } }) => {
      const move = options.find(({ id }) => id === answer?.picked)?.move;
      return (
        answer?.by === "ada" && (move === undefined ? !answer.words.startsWith("/") : move.do === "guide")
      );
    }),
  );
}

function named(asked: AskedAloud | undefined): AskedAloud {
  if (asked === undefined) throw new Error("nothing was asked");
  return asked;
}

function askedTwice(remains: Remains, first: AskedAloud): Remains {
  const tree = lastTree(remains, first.root);
  const other = [...tree.tasks.values()].find(({ id }) => id !== first.task)?.id ?? "";
  return asking(remains, tree, other, { ...first.question, answer: undefined, n: 50 });
}

function answeredAgain(remains: Remains): Remains {
  const { root, task, question } = answeredOf(remains);
  const tree = lastTree(remains, root);
  const own = tree.tasks.get(task)?.question ?? question;
  const answered = (words: string) => ({ ...own, answer: { by: "bob", words, at: 1 } });
  const once = asking(remains, tree, task, answered("yes"));
  return asking(once, lastTree(once, root), task, answered("no"));
}

function fiveAtOnce(remains: Remains): Remains {
  const first = openOf(remains);
  return [51, 52, 53, 54, 55].reduce((all, n) => {
    const question = { ...first.question, n, print: `stuck-${first.task}`, askedAt: first.at + n };
    return asking(all, lastTree(all, first.root), first.task, question);
  }, remains);
}

function lastTree(remains: Remains, root: string): Tree {
  const last = decidedIn(remains).findLast(({ after }) => after.root === root);
  if (last === undefined) throw new Error("the trace tells of no tree");
  return last.after;
}

/** One line more: the rows as they were read, with that question. */
function asking(remains: Remains, { root, tasks }: Tree, id: string, question: object): Remains {
  const rows = [...tasks.values()].map((task) => (task.id === id ? { ...task, question } : task));
  const last = remains.trace.at(-1) as TraceLine;
  const attrs = { why: "reload" as const, whole: true, tasks: plain(rows), gone: [] };
  const { v, ts, run } = last;
  return {
    ...remains,
    trace: [...remains.trace, { v, ts, run, root, seq: last.seq + 1, type: "rows", attrs }],
  };
}

function plain<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

function commentOf(
  { state }: Remains,
  { task, n }: AskedAloud,
  write: (body: string) => string | undefined,
): void {
  const marker = `<!-- fractal:question key=${task}/question/${n} v=1 -->`;
  const comment = state.comments.find(({ viaApp, body }) => viaApp && body.startsWith(marker));
  if (comment === undefined) throw new Error(`${marker} is nowhere`);
  const body = write(comment.body);
  if (body === undefined) state.comments.delete(comment.id);
  else state.comments.patch(comment.id, { body });
}

function boxOf({ task, n }: AskedAloud): string {
  return `- [ ] <!-- fractal:tick question/${task}/${n}/a --> once more`;
}

function withoutNeeds({ state }: Remains): void {
  for (const { id, body } of state.comments.filter(({ body }) => body.startsWith("<!-- fractal:tree ")))
    state.comments.patch(id, { body: body.replaceAll("issuecomment-", "nothing-") });
}

function guided(remains: Remains, change: (known: string[]) => string[]): Remains {
  const briefing = (run: number) => {
    const text = remains.briefing(run);
    if (text === undefined) return undefined;
    const told = JSON.parse(text) as { guidance: string[] };
    return JSON.stringify({ ...told, guidance: change(told.guidance) });
  };
  return { ...remains, briefing };
}

function notTold(remains: Remains): Remains {
  const text = (name: string) => remains.text(name)?.replaceAll(/(<data-\d{6} )guidance>/g, "$1something>");
  return { ...remains, trace: [...remains.trace], text };
}

function strangersTold({ state, briefing }: Remains): void {
  const eve = state.users.find(({ login }) => login === "eve");
  const comment = state.comments.find(({ viaApp }) => !viaApp) ?? state.comments.find(() => true);
  const run = state.workflowRuns.find(({ id }) => briefing(id) !== undefined);
  if (eve === undefined || comment === undefined || run === undefined) throw new Error("nobody is there");
  const { task } = JSON.parse(briefing(run.id) ?? "") as { task: { title: string } };
  state.comments.put({ ...comment, id: 999, viaApp: false, userId: eve.id, body: task.title });
}
