import { spawn, type ChildProcess } from "node:child_process";
import { type Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";

export interface ProcessCall {
  file: string;
  args: string[];
  cwd: string;
  /** The whole environment: nothing is inherited. */
  env: { [name: string]: string };
  onLine: (line: string) => void;
  /** Ends the process and all its children: SIGINT, then SIGTERM, then SIGKILL. */
  signal: AbortSignal;
}

/** How long a process may take to end after SIGINT, and again after SIGTERM. */
const GRACE_MS = 1000;
/** How long a process that has ended may still fill its pipes; what it left behind keeps them open for ever. */
const DRAIN_MS = 1000;

/**
 * The processes of one job, each the leader of its own process group. What a step leaves running goes on until the job ends, as on
 * GitHub; `end` then kills it.
 */
export class ProcessGroups {
  readonly #leaders = new Set<number>();

  /** Runs to its end and answers with the exit code, 128 + the signal's number when a signal ended it. Throws when it cannot start. */
  async run(call: ProcessCall): Promise<number> {
    const child = spawn(call.file, call.args, {
      cwd: call.cwd,
      env: call.env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { pid } = child;
    if (pid !== undefined) this.#leaders.add(pid);
    const drained = Promise.all([readLines(child.stdout, call.onLine), readLines(child.stderr, call.onLine)]);
    drained.catch(() => undefined);
    const interrupt = (): void => void this.#interrupt(child);
    if (call.signal.aborted) interrupt();
    else call.signal.addEventListener("abort", interrupt, { once: true });
    const code = await exitOf(child, call.file);
    call.signal.removeEventListener("abort", interrupt);
    if (call.signal.aborted && pid !== undefined) kill(pid, "SIGKILL");
    // An empty group's number may be given to strangers: forget it.
    if (pid !== undefined && !kill(pid, 0)) this.#leaders.delete(pid);
    await Promise.race([drained, pause(DRAIN_MS, undefined, { ref: false })]);
    return code;
  }

  /** Kills whatever the job left running. */
  end(): void {
    for (const pid of this.#leaders) kill(pid, "SIGKILL");
    this.#leaders.clear();
  }

  async #interrupt(child: ChildProcess): Promise<void> {
    for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      kill(child.pid, signal);
      await pause(GRACE_MS, undefined, { ref: false });
    }
  }
}

/** A line longer than this is passed on in pieces: output without line ends must not fill the memory. */
const LINE_LIMIT = 1024 * 1024;

/** Resolves at the end of the stream; rejects when a line cannot be taken, e.g. because the disk is full. */
function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  const take = (text: string): void => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line.replace(/\r$/, ""));
    if (rest.length < LINE_LIMIT) return;
    onLine(rest);
    rest = "";
  };
  const write = new Writable({
    write: (chunk: Buffer, _, done) => settle(() => take(decoder.decode(chunk, { stream: true })), done),
    final: (done) =>
      settle(() => {
        take(decoder.decode());
        if (rest !== "") onLine(rest);
      }, done),
  });
  return pipeline(stream, write);
}

function settle(work: () => void, done: (error?: Error) => void): void {
  try {
    work();
    done();
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
  }
}

const SIGNAL_NUMBERS: { [signal: string]: number } = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

function exitOf(child: ChildProcess, file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code, signal) => resolve(code ?? 128 + (SIGNAL_NUMBERS[signal ?? ""] ?? 1)));
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "ENOENT"
          ? new Error(`${file}: command not found on this machine, or its directory is missing`)
          : error,
      ),
    );
  });
}

/** Signals a whole group; false when it is gone already. Signal 0 only asks. */
function kill(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What a step started as another user (`sudo`) is not ours to signal.
    if (code === "EPERM") return true;
    if (code !== "ESRCH") throw error;
    return false;
  }
}
