import { isCommand } from "#src/core/is-command.ts";
import { type AskedAloud, askedIn } from "./asked.ts";
import { decidedIn } from "./decided.ts";
import { touched } from "./finding.ts";
import type { Remains } from "./rows.ts";

/**
 * I8: one and the same question is asked once at a time, and of no other task again inside the cool-down of what was answered. The same task
 * is asked again only once something was tried with its answer.
 */
export function askedOnce(remains: Remains): string[] {
  const asked = askedIn(remains);
  return asked.flatMap((later, index) =>
    asked.slice(0, index).flatMap((first) => {
      if (first.root !== later.root || first.question.print !== later.question.print) return [];
      const words = `“${later.question.title}” (${nameOf(later)})`;
      if (first.over === undefined || first.over.seq > later.seq)
        return [`${words} is asked while ${nameOf(first)} asks the same`];
      const isFresh =
        first.task === later.task || later.isTold ? first.over.seq < later.seq : !isSoon(first, later);
      return isAnswered(first) && !isFresh
        ? [`${words} is asked ${minutes(first, later)} min after ${nameOf(first)} asked the same`]
        : [];
    }),
  );
}

/** Not by a command, nor by what became of its task: those are about that task alone. */
function isAnswered({ question: { answer } }: AskedAloud): boolean {
  if (answer === undefined || answer.by === "") return false;
  return !isCommand(answer.words) && !answer.words.startsWith(`@${answer.by} `);
}

/** By the process's clock, which may have been set back. */
function isSoon(first: AskedAloud, later: AskedAloud): boolean {
  return later.at >= first.at && later.at < first.at + first.limits.pauseMs;
}

/** I8: beyond the free ones no root asks more often than the cool-down lets it. */
export function cooledDown(remains: Remains): string[] {
  const before = new Map<string, AskedAloud[]>();
  return askedIn(remains).flatMap((each) => {
    const { root, at, limits } = each;
    const known = before.get(root) ?? [];
    before.set(root, [...known, each]);
    const last = known.at(-1);
    if (last === undefined || known.length < limits.free || at >= last.at + limits.pauseMs) return [];
    return [
      `${nameOf(each)}, number ${known.length + 1}, is asked ${minutes(last, each)} min after ${nameOf(last)}`,
    ];
  });
}

/** I8: a question has one answer, whoever else gives one; only a rule's gives way to a person's. */
export function answeredOnce(remains: Remains): string[] {
  return decidedIn(remains).flatMap((step) =>
    touched(step).flatMap(({ id, question }) => {
      const before = step.before?.tasks.get(id)?.question;
      const [known, now] = [before?.answer, question?.answer];
      if (before?.n !== question?.n || known === undefined || now === undefined) return [];
      const isSame = known.by === now.by && known.words === now.words && known.picked === now.picked;
      return isSame || known.from === "policy"
        ? []
        : [`question ${before?.n} of ${id} was answered by ${known.by}, and then by ${now.by}`];
    }),
  );
}

function nameOf({ task, n }: AskedAloud): string {
  return `question ${n} of ${task}`;
}

function minutes(first: AskedAloud, later: AskedAloud): string {
  return ((later.at - first.at) / 60_000).toFixed(1);
}
