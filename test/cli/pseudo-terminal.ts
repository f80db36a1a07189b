import { spawn, spawnSync } from "node:child_process";
import { onTestFinished } from "vitest";
import { plain } from "#src/views/plain.ts";
import { home } from "./terminal.ts";

/** Runs a program on a pseudo-terminal: what it is sent is typed, what it prints is seen. */
const python =
  "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:], lambda fd: os.read(fd, 65536))))";

export const hasPseudoTerminal = spawnSync("python3", ["-c", "import pty"]).status === 0;

export type Sitting = {
  /** Types, with Enter where there is a newline. */
  keys: (text: string) => void;
  /** What was seen until now, without the sequences that move and colour it. */
  seen: () => string;
  /** Resolves when it is seen after what `until` found last; rejects when it ends before. */
  until: (words: RegExp) => Promise<void>;
  ended: Promise<{ code: number | null; seen: string }>;
};

/** Types `fractal …` at a terminal, as a person who sits there. Killed with the test. */
export function sitDown(
  args: readonly string[],
  { env = {} }: { env?: Record<string, string | undefined> } = {},
): Sitting {
  const { PATH, HOME } = process.env;
  const door = [process.execPath, `${home}/src/cli.ts`, ...args];
  const sized = ["sh", "-c", 'stty rows 40 cols 120; exec "$0" "$@"'];
  const child = spawn("python3", ["-c", python, ...sized, ...door], {
    cwd: home,
    env: { PATH, HOME, TERM: "xterm", ...env },
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  });
  let raw = "";
  let from = 0;
  const waiting = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    raw += text;
    for (const look of waiting) look();
  });
  const ended = new Promise<{ code: number | null; seen: string }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, seen: plain(raw) }));
  });
  const until = (words: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        const found = words.exec(plain(raw).slice(from));
        if (found === null) return;
        from += found.index + found[0].length;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      void ended.then(() => reject(new Error(`it ended without showing ${words}:\n${plain(raw)}`)));
    });
  return {
    keys: (text) => void child.stdin.write(text.replaceAll("\n", "\r")),
    seen: () => plain(raw),
    until,
    ended,
  };
}
