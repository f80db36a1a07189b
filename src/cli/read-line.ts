import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * One line that a person types; Ctrl-C is the same signal as ever.
 * @returns an empty line at the end of the input; undefined when it is not asked any more
 */
export async function readLine(
  prompt: string,
  { input, output, signal }: { input: NodeJS.ReadStream; output: NodeJS.WriteStream; signal: AbortSignal },
): Promise<string | undefined> {
  if (signal.aborted) return undefined;
  await dropTypedAhead(input);
  using reading = createInterface({ input, output, historySize: 0 });
  reading.on("SIGINT", interrupt);
  const over = Promise.withResolvers<string | undefined>();
  reading.once("close", () => over.resolve(""));
  signal.addEventListener("abort", () => over.resolve(undefined), { once: true });
  reading.question(prompt, { signal }).then(over.resolve, () => over.resolve(undefined));
  const line = await over.promise;
  // Nobody pressed Enter: what comes next must not stand behind the prompt.
  if (line === undefined) output.write("\n");
  return line;
}

/** An Enter while one only watched, or the rest of what was pasted before, answers nothing. */
async function dropTypedAhead(input: NodeJS.ReadStream): Promise<void> {
  const drop = (typed: Buffer | string) => {
    if (typed.includes("\u0003")) interrupt();
  };
  input.setRawMode(true);
  input.on("data", drop);
  await sleep(typedAheadMs);
  input.off("data", drop);
  input.pause();
  input.setRawMode(false);
}

/** What is there already comes at once; nobody reads a question in that time. */
const typedAheadMs = 100;

function interrupt(): void {
  process.kill(process.pid, "SIGINT");
}
