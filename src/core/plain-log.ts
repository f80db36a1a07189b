/**
 * The lines of a job's log as a person would read them: no timestamps, colours, progress bars or runner commands; of the whole job only the
 * step that failed, led by its command.
 */
export function plainLog(log: string): string[] {
  const lines = log
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map(plainLine);
  return failedStep(lines).filter((line) => !/^##\[(group|endgroup|debug|command)\]/.test(line));
}

/** The runner ends a failing step with this line, and begins each with its command in a group. */
const STEP_END = /^##\[error\]Process completed with exit code/;
const STEP_START = /^##\[group\]Run /;
const GROUP_END = /^##\[endgroup\]/;

function failedStep(lines: readonly string[]): string[] {
  const end = lines.findIndex((line) => STEP_END.test(line));
  if (end === -1) return [...lines];
  const start = lines.findLastIndex((line, index) => index < end && STEP_START.test(line));
  if (start === -1) return lines.slice(0, end);
  const inside = lines.slice(start, end);
  const headEnd = inside.findIndex((line) => GROUP_END.test(line));
  const command = inside.slice(0, 1).map((line) => line.replace(STEP_START, "$ "));
  return [...command, ...inside.slice(headEnd + 1)];
}

const ESCAPE = String.fromCharCode(27);
const COLOURS = new RegExp(
  `${ESCAPE}(?:\\[[0-9;?]*[A-Za-z]|\\][^${ESCAPE}\\u0007]*(?:\\u0007|${ESCAPE}\\\\))`,
  "g",
);
const TIMESTAMP = /^\d{4}-\d\d-\d\dT[\d:.]+Z ?/;

function plainLine(line: string): string {
  const text = line.replace(TIMESTAMP, "").replace(COLOURS, "");
  // A progress bar writes its line again and again.
  return text.slice(text.lastIndexOf("\r") + 1).trimEnd();
}
