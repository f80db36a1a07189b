import type { FailureBlock } from "./failure-block.ts";

/**
 * What stays the same when the same failure happens again: the test's name and its complaint, without durations, places in files, temporary
 * paths, ids and times. The values that were compared stay: another value is another failure. At most 300 characters.
 */
export function failureSignature({ tool, lines: block, at }: FailureBlock): string {
  const lines = block
    .slice(at)
    .map(steady)
    .filter((line) => line !== "" && !NOISE.test(line));
  const [head, ...rest] = lines;
  const telling = rest.filter((line) => TELLING.test(line)).slice(0, 3);
  const parts = head === undefined ? [] : [head, ...(telling.length > 0 ? telling : rest.slice(0, 2))];
  return `${tool}: ${parts.join(" | ")}`.slice(0, 300);
}

/** YAML of TAP, stack frames, code excerpts, rulers: they say where, not what. */
const NOISE =
  /^(---$|\.\.\.|at |duration_ms|type:|location:|stack:|failureType:|[│|>]?\s*\d+ ?[│|]|[-=_⎯─]{3,}$|\$ |test at)/;
const TELLING =
  /^E |error|expect|assert|receiv|actual|panicked|wanted|want|got|!==|===|undefined|not found|failed/i;

function steady(line: string): string {
  return line
    .trim()
    .replaceAll(/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, "<id>")
    .replaceAll(/\b[\da-f]{40}\b|\b0x[\da-f]+\b/gi, "<id>")
    .replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+Z?|\b\d\d:\d\d:\d\d(\.\d+)?\b/g, "<time>")
    .replaceAll(/(?:file:\/\/)?(?<![\w.])\/(?:[\w.@+-]+\/)+/g, "")
    .replaceAll(/:\d+(:\d+)?\b/g, "")
    .replaceAll(/\(?\b\d+(\.\d+)? ?(ms|s|µs|ns|min|seconds?)\b\)?/g, "")
    .replaceAll(/\bline \d+/gi, "line")
    .replaceAll(/^not ok \d+/g, "not ok")
    .replaceAll(/\s+/g, " ")
    .trim();
}
