import { constants } from "node:os";

const heard = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A terminal and the process that started us may both pass on one Ctrl-C: what comes so soon, in milliseconds, is the same one. */
const sameWithin = 700;

export type Signals = Readonly<{
  /** The exit code to end with, once somebody asks for it. */
  stop: Promise<number>;
  /** From here on the first one asks for an orderly end; before it, there is nothing to put in order. */
  orderly: () => void;
  [Symbol.dispose]: () => void;
}>;

/** Ctrl-C and its kin: the first asks to stop, the next one ends the process at once. */
export function watchSignals(say: (line: string) => void): Signals {
  const asked = Promise.withResolvers<number>();
  let isOrderly = false;
  let first: number | undefined;
  const hear = (signal: (typeof heard)[number]) => {
    const code = 128 + constants.signals[signal];
    const now = performance.now();
    if (!isOrderly) {
      say("stopped before the work began");
      process.exit(code);
    }
    if (first !== undefined && now - first > sameWithin) process.exit(code);
    if (first !== undefined) return;
    first = now;
    say("stopping; once more stops at once");
    asked.resolve(code);
  };
  const orphaned = () => hear("SIGHUP");
  for (const signal of heard) process.on(signal, hear);
  // Whoever started us with a channel, and is gone without a word.
  if (process.connected) process.on("disconnect", orphaned);
  return {
    stop: asked.promise,
    orderly: () => {
      isOrderly = true;
    },
    [Symbol.dispose]: () => {
      process.off("disconnect", orphaned);
      // The process is on its way out: one more is still answered with the code, not with a death by signal.
      if (first !== undefined) return;
      for (const signal of heard) process.off(signal, hear);
    },
  };
}
