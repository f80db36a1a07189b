import { NeedsHuman } from "#src/errors.ts";
import { clip, oneLine } from "#src/views/plain.ts";

/** What a task goes by. */
export type Named = Readonly<{ id: string; issue: number | undefined; title: string }>;

/**
 * @param wanted the id of a task, the number of its issue, or a part of its title that no other has
 * @throws NeedsHuman naming those that could be meant
 */
export function findNamed<T extends Named>(all: readonly T[], wanted: string): T {
  const number = Number(/^#?(\d+)$/.exec(wanted.trim())?.[1]);
  const exact = all.filter(({ id, issue }) => id === wanted || issue === number);
  const part = folded(wanted);
  const named = all.filter(({ title }) => part !== "" && folded(title).includes(part));
  const whole = named.filter(({ title }) => folded(title) === part);
  const [found, ...others] = [exact, whole, named].find((each) => each.length > 0) ?? [];
  if (found !== undefined && others.length === 0) return found;
  const meant = found === undefined ? all : [found, ...others];
  throw new NeedsHuman(
    found === undefined
      ? `there is no task ${oneLine(wanted)} here`
      : `${oneLine(wanted)} could be ${meant.length} tasks`,
    { hint: meant.length === 0 ? "nothing was planned yet" : `say one of: ${namesOf(meant)}` },
  );
}

function folded(words: string): string {
  return oneLine(words).toLowerCase();
}

const namesMax = 12;

function namesOf(all: readonly Named[]): string {
  const names = all
    .slice(0, namesMax)
    .map(({ id, issue, title }) => `${issue === undefined ? id : `#${issue}`} ${clip(oneLine(title), 60)}`);
  return names.join(", ") + (all.length > namesMax ? ", …" : "");
}
