import { parseCommand, type Command } from "./commands.ts";
import type { Annotation } from "./host.ts";
import { type JobState, type StepCall } from "./job-state.ts";

/** GitHub keeps this many annotations of each level for a step. */
const LIMIT = 10;

const LEVELS: { [command: string]: Annotation["level"] } = {
  error: "failure",
  warning: "warning",
  notice: "notice",
};

/** Takes what a step prints: obeys its workflow commands and writes the log. */
export class StepOutput {
  readonly #call: StepCall;
  readonly #counts = new Map<string, number>();
  /** Set between `::stop-commands::<token>` and `::<token>::`. */
  #resume: string | undefined;

  constructor(call: StepCall) {
    this.#call = call;
  }

  line(line: string): void {
    const { log } = this.#call.job;
    const command = parseCommand(line);
    if (this.#resume !== undefined) {
      if (command?.name === this.#resume.toLowerCase()) this.#resume = undefined;
      log.line(line);
      return;
    }
    if (command === undefined || !this.#obey(command)) log.line(line);
  }

  error(message: string): void {
    this.#annotate("error", message, {});
  }

  /** False when the command is unknown, so that it is printed like any other line. */
  #obey({ name, message, properties }: Command): boolean {
    const { job, outputs, state } = this.#call;
    switch (name) {
      case "error":
      case "warning":
      case "notice":
        this.#annotate(name, message, properties);
        return true;
      case "group":
        job.log.line(`##[group]${message}`);
        return true;
      case "endgroup":
        job.log.line("##[endgroup]");
        return true;
      case "add-mask":
        job.log.masks.add(message);
        job.log.line("::add-mask::***");
        return true;
      case "stop-commands":
        this.#resume = message;
        return false;
      case "set-output":
        outputs[properties["name"] ?? ""] = message;
        return true;
      case "save-state":
        state[properties["name"] ?? ""] = message;
        return true;
      case "set-env":
      case "add-path":
        this.error(
          `The \`${name}\` command is disabled. Write to the file in $GITHUB_${name === "set-env" ? "ENV" : "PATH"} instead`,
        );
        return true;
      // Debug lines are shown only where debugging is on; matchers and echo have no meaning here.
      case "debug":
      case "echo":
      case "add-matcher":
      case "remove-matcher":
        return true;
      default:
        return false;
    }
  }

  #annotate(name: string, message: string, properties: Command["properties"]): void {
    const { job } = this.#call;
    job.log.line(`##[${name}]${message}`);
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    if (count > LIMIT) return;
    job.annotations.push(annotation(job, LEVELS[name] ?? "notice", message, properties));
  }
}

/** An annotation that names no file points into the log, as GitHub's do: the path `.github` and the line of the log. */
function annotation(
  job: JobState,
  level: Annotation["level"],
  message: string,
  { file, line, endLine, col, endColumn, title }: Command["properties"],
): Annotation {
  const start = Number(line) || (file === undefined ? job.log.lines : 1);
  const path = file?.replace(`${job.dirs.workspace}/`, "") ?? ".github";
  const end = Number(endLine) || start;
  const columns =
    start === end && Number(col)
      ? { startColumn: Number(col), endColumn: Number(endColumn) || Number(col) }
      : {};
  return {
    level,
    path,
    startLine: start,
    endLine: end,
    ...columns,
    ...(title !== undefined && { title }),
    message: job.log.masks.apply(message),
  };
}
