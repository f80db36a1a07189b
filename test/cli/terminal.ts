import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export const home = join(import.meta.dirname, "..", "..");

export type Said = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

export type Typed = {
  child: ChildProcess;
  /** What it has said until now. */
  said: () => { stdout: string; stderr: string };
  /** Resolves when stderr matches; rejects when it ends before. */
  until: (words: RegExp) => Promise<void>;
  ended: Promise<Said>;
};

export type Place = {
  cwd?: string;
  env?: Record<string, string | undefined>;
  /** What starts it, such as `setpriv …`. */
  through?: readonly string[];
  /** The program that is `fractal`. */
  door?: readonly string[];
};

const ownDoor = [process.execPath, join(home, "src", "cli.ts")];

/** Types `fractal …`, as a person would in a shell that has only what it needs. Killed with the test, with all it started. */
export function type(args: readonly string[], place: Place = {}): Typed {
  const { cwd, env = {}, through = [], door = ownDoor } = place;
  const [program = "", ...rest] = [...through, ...door, ...args];
  const { PATH, HOME } = process.env;
  const child = spawn(program, rest, {
    cwd: cwd ?? home,
    env: { PATH, HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [stdout, stderr] = ["", ""];
  const waiting = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    for (const look of waiting) look();
  });
  const ended = new Promise<Said>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const until = (words: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!words.test(stderr)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      void ended.then(() => reject(new Error(`it ended without saying ${words}:\n${stderr}`)));
    });
  return { child, said: () => ({ stdout, stderr }), until, ended };
}
