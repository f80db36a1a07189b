import type { Config } from "./rules.ts";

/** When the cool-down of a question is over that was asked at that time; milliseconds since the epoch, both. */
export function cooled(askedAt: number, { limits }: Config): number {
  return askedAt + limits.questionMinutesMin * 60_000;
}
