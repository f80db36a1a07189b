/** How one tool shows its first failing assertion: where it starts, where it is over. */
type Shape = Readonly<{
  tool: string;
  start: RegExp;
  /** Looked for after the start; the line itself stays out unless `withEnd`. */
  end: RegExp;
  withEnd?: boolean;
  /** Where the story begins when nothing follows the start line: the tool told it before. */
  back?: RegExp;
}>;

/** From the most telling to the vaguest; the first that occurs at all counts. */
const SHAPES: readonly Shape[] = [
  // node:test, spec reporter: its summary repeats every failure in full.
  { tool: "node:test", start: /^test at \S+:\d+:\d+$/, end: /^test at / },
  { tool: "jest", start: /^\s*● (?!Console)\S.*/, end: /^\s*● |^Test Suites:/ },
  { tool: "vitest", start: /^\s*FAIL {2}\S+/, end: /^\s*FAIL {2}\S+|⎯\[\d+\/\d+\]⎯/ },
  { tool: "pytest", start: /^_{3,} .+ _{3,}$/, end: /^_{3,} .+ _{3,}$|^={3,} .+ ={3,}$/ },
  { tool: "unittest", start: /^(FAIL|ERROR): \S+ \(/, end: /^={10,}$|^Ran \d+ tests?/ },
  { tool: "go", start: /^\s*--- FAIL: /, end: /^(FAIL|PASS|ok {2}|--- |=== )/, back: /^=== RUN / },
  { tool: "cargo", start: /^---- .+ stdout ----$/, end: /^---- |^failures:/ },
  { tool: "tap", start: /^\s*not ok \d+(?!.*# (?:TODO|SKIP))/i, end: /^\s*\.\.\.$|^\s*(?:not )?ok \d+/ },
  { tool: "python", start: /^Traceback \(most recent call last\):/, end: /^\S/, withEnd: true },
  { tool: "go", start: /^panic: /, end: /^exit status/ },
];

/** A line that names a failure by itself; what is indented below it belongs to it. */
const NAMED = /^\s*(?:FAIL|FAILED|✗|✘|✖|✕|×)(?::| ) *\S/;
/** A compiler or tool that complains; zero errors are no complaint. */
const COMPLAINT =
  /^##\[error\]|\b(?:error|fatal|panic|exception|assertion)\b[^\n]{0,40}?:|\berror\b[ \t]+\w|assertion.*fail|: not found$|command not found/i;
const NO_COMPLAINT = /\b(?:0|no) errors?\b|errors?: 0|npm (?:warn|notice)/i;
const BEFORE = 3;
const AFTER = 16;

/** The lines that tell of the first failure, `at` which of them it shows, and by which tool's shape they were found. */
export type FailureBlock = Readonly<{ tool: string; lines: readonly string[]; at: number }>;

/** Finds the first failure in the lines of a log without its decoration; where none shows it is the log's end. */
export function failureBlock(lines: readonly string[]): FailureBlock {
  for (const shape of SHAPES) {
    const at = lines.findIndex((line) => shape.start.test(line));
    if (at === -1) continue;
    const end = endOf(lines, at, shape);
    const begin = end === at + 1 ? lines.findLastIndex((line, i) => i < at && shape.back?.test(line)) : at;
    return { tool: shape.tool, lines: lines.slice(begin === -1 ? at : begin, end), at: 0 };
  }
  const named = lines.findIndex((line) => NAMED.test(line));
  if (named !== -1) return { tool: "test", lines: lines.slice(named, endOfIndented(lines, named)), at: 0 };
  const complaint = lines.findIndex((line) => COMPLAINT.test(line) && !NO_COMPLAINT.test(line));
  if (complaint !== -1) {
    const begin = Math.max(0, complaint - BEFORE);
    return { tool: "error", lines: lines.slice(begin, complaint + AFTER), at: complaint - begin };
  }
  return { tool: "log", lines: lines.slice(-(BEFORE + AFTER)), at: 0 };
}

function endOf(lines: readonly string[], at: number, { end, withEnd = false }: Shape): number {
  const found = lines.findIndex((line, index) => index > at && end.test(line));
  if (found === -1) return lines.length;
  return withEnd ? found + 1 : found;
}

function endOfIndented(lines: readonly string[], at: number): number {
  const indents = lines.map((line) =>
    line.trim() === "" ? Infinity : line.length - line.trimStart().length,
  );
  const found = indents.findIndex(
    (indent, index) => index > at && indent <= Math.min(...indents.slice(at, at + 1)),
  );
  return found === -1 ? lines.length : found;
}
