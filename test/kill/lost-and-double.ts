import type { Killed } from "./kill-until-done.ts";

/** Of a run that was killed, beside one that was not: things that are not there, and things that are there once more, in words. */
export type LostAndDouble = Readonly<{ lost: readonly string[]; double: readonly string[] }>;

/** A thing that is another than it should be is both: the right one is lost. A planner is asked once more for each kill at most. */
export function lostAndDouble(calm: Killed, killed: Killed): LostAndDouble {
  const left = new Map<string, number>();
  for (const line of linesOf(calm.end)) left.set(line, (left.get(line) ?? 0) + 1);
  for (const line of linesOf(killed.end)) left.set(line, (left.get(line) ?? 0) - 1);
  const calls = killed.plannerCalls - calm.plannerCalls;
  return {
    lost: [...left].filter(([, count]) => count > 0).map(([line]) => line),
    double: [
      ...[...left].filter(([, count]) => count < 0).map(([line]) => line),
      ...(calls > killed.kills ? [`${calls} calls of the planner, by ${killed.kills} kills`] : []),
    ],
  };
}

/** One line for each thing: `runs {"title":…}`. */
function linesOf(end: Killed["end"]): string[] {
  return Object.entries(end).flatMap(([kind, things]) =>
    (Array.isArray(things) ? things : [things]).map((thing) => `${kind} ${JSON.stringify(thing)}`),
  );
}
