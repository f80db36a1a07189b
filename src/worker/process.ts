import { type ChildProcess, spawn } from "node:child_process";
import { createTail, type Tail } from "./tail.ts";

export type CommandResult = Readonly<{
  /** `null` when it was killed. */
  exit: number | null;
  ended: "exited" | "timeout" | "output" | "stopped";
  /** Standard output and error as they came, cut in the middle. */
  output: string;
  durationMs: number;
}>;

/** A command that writes this much is doing nothing else. */
const outputBytesMax = 64 * 1024 * 1024;

/**
 * Runs a shell command as one process group with its own environment, and kills the whole group when it ends, takes too long or writes without end.
 * There is no sandbox here: a command may reach the network and leave its group. The caller's machine is the boundary.
 */
export async function runCommand(
  command: string,
  options: {
    cwd: string;
    env: Readonly<Record<string, string>>;
    timeoutMs: number;
    outputBytes: number;
    signal?: AbortSignal | undefined;
  },
): Promise<CommandResult> {
  const started = performance.now();
  const child = spawn("bash", ["-e", "-o", "pipefail", "-c", command], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const tail = createTail(options.outputBytes);
  let ended: CommandResult["ended"] = "exited";
  const kill = (why: CommandResult["ended"]) => {
    ended = ended === "exited" ? why : ended;
    killGroup(child);
  };
  collect(child, tail, () => kill("output"));
  const timer = setTimeout(() => kill("timeout"), options.timeoutMs);
  const stop = () => kill("stopped");
  options.signal?.addEventListener("abort", stop, { once: true });
  if (options.signal?.aborted === true) stop();
  const closed = new Promise((resolve) => child.once("close", resolve));
  const code = await exitOf(child);
  clearTimeout(timer);
  options.signal?.removeEventListener("abort", stop);
  killGroup(child);
  await drained(child, closed);
  const exit = ended === "exited" ? code : null;
  return { exit, ended, output: tail.text(), durationMs: Math.round(performance.now() - started) };
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("exit", resolve);
    child.once("error", (error) => {
      reject(
        new Error(`bash cannot be started (${error.message}); tests need it on the PATH`, { cause: error }),
      );
    });
  });
}

function collect(child: ChildProcess, tail: Tail, onFlood: () => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      if (tail.add(chunk) > outputBytesMax) onFlood();
    });
  }
}

/** The pipes are empty, or a process that left the group holds them open: then they are closed. */
async function drained(child: ChildProcess, closed: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 500);
  });
  await Promise.race([closed, patience]);
  clearTimeout(timer);
  child.stdout?.destroy();
  child.stderr?.destroy();
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // ESRCH: nobody of the group is left.
  }
}
