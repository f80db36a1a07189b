import type { Answering } from "./answer.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./event.ts";
import { proposePolicy } from "./on-policy.ts";
import type { Question } from "./question.ts";
import type { Task, Tree } from "./tree.ts";

type Asked = Task & { question: Question };

/** Was it a rule that answered, and no person yet? */
export function isRuled({ question }: Task): boolean {
  return question?.answer?.from === "policy";
}

/** A person answers what a rule had answered: theirs is the answer now, the rule is told here no more, and its harm is counted. */
export function overrule(draft: Draft, task: Asked, said: Answering): void {
  const { by: instead, words: ruled } = task.question.answer as NonNullable<Question["answer"]>;
  const guidance = task.guidance?.map((each) =>
    each.from === "policy" && each.by === instead ? { ...each, overruled: "new" as const } : each,
  );
  const question = { ...task.question, answer: inPlaceOf(draft, instead, said) };
  draft.put({ ...task, guidance, question });
  const { overruled } = draft.root.facts;
  draft.putFacts({ overruled: { ...overruled, [instead]: ruled } });
  proposePolicy(draft, draft.task(task.id) as Task, question);
}

/** Who overruled a rule, or another person, says it anew: the comment shows what was said last. */
export function overruleAnew(draft: Draft, task: Asked, said: Answering): void {
  const instead = task.question.answer?.instead;
  if (instead === undefined) return;
  draft.put({ ...task, question: { ...task.question, answer: inPlaceOf(draft, instead, said) } });
}

function inPlaceOf(draft: Draft, instead: string, { by, words, picked }: Answering): Question["answer"] {
  const answer = { by, words: words.slice(0, 8000), at: draft.rules.now, instead };
  return picked === undefined ? answer : { ...answer, picked };
}

/** Rules that a person overruled for this task, or for what it is a part of. */
export function overruledFor(tree: Tree, task: Task): readonly string[] {
  const above = tree.tasks.get(task.parent ?? "");
  const own = (task.guidance ?? []).flatMap(({ overruled, by }) => (overruled === undefined ? [] : [by]));
  return above === undefined ? own : [...own, ...overruledFor(tree, above)];
}

export function onOverruledCounted(draft: Draft, event: EventOf<"OverruledCounted">): void {
  const task = draft.task(event.task);
  if (task === undefined) return;
  const guidance = task.guidance?.map((each) =>
    each.overruled === "new" && each.by === event.policy ? { ...each, overruled: "counted" as const } : each,
  );
  draft.note({ ...task, guidance });
}
