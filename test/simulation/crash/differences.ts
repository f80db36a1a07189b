import type { Outcome } from "../run-seed.ts";

/** How the end of a disturbed run is another than that of the whole one; each begins with `where`. */
export function differencesOf(disturbed: Outcome, whole: Outcome, where: string): string[] {
  const calls = disturbed.modelCalls - whole.modelCalls;
  return [
    ...disturbed.violations.map(({ invariant, words }) => `${where}: ${invariant} ${words}`),
    ...unequalLines(whole.picture, disturbed.picture).map((words) => `${where}: ${words}`),
    ...(calls > disturbed.lostCalls ? [`${where}: ${calls} model calls more`] : []),
  ];
}

/** Lines that only one of them has, as often as they are there more than in the other. */
function unequalLines(whole: readonly string[], disturbed: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of whole) left.set(line, (left.get(line) ?? 0) + 1);
  for (const line of disturbed) left.set(line, (left.get(line) ?? 0) - 1);
  return [...left].flatMap(([line, count]) =>
    count === 0 ? [] : [count > 0 ? `missing: ${line}` : `too much: ${line}`],
  );
}
