import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

export type Spawned = Readonly<{
  stdout: string;
  stderr: string;
  code: number | null;
  isTimeout: boolean;
  ms: number;
}>;

export type SpawnOptions = Readonly<{
  cwd: string;
  /** The whole environment of the child: nothing is inherited. */
  env: Readonly<Record<string, string>>;
  stdin?: string;
  timeoutMs: number;
}>;

/**
 * Runs a program without a shell, in a process group of its own: Ctrl-C in our terminal does not cut a write in
 * half, and a hang is killed with everything it started. Rejects only when the program cannot be started.
 */
export async function spawnGroup(
  path: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<Spawned> {
  const started = performance.now();
  const child = spawn(path, args, { cwd: options.cwd, env: options.env, detached: true });
  let isTimeout = false;
  const timer = setTimeout(() => {
    isTimeout = true;
    killGroup(child.pid);
  }, options.timeoutMs);
  // A child that ends without reading its input is judged by its exit code.
  child.stdin.on("error", () => {});
  child.stdin.end(options.stdin ?? "");
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  try {
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { stdout, stderr, code, isTimeout, ms: performance.now() - started };
  } finally {
    clearTimeout(timer);
  }
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // It ended by itself in this very moment.
  }
}
