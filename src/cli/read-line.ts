import { createInterface } from "node:readline/promises";

/**
 * One line that a person types; Ctrl-C is the same signal as ever.
 * @returns an empty line at the end of the input; undefined when it is not asked any more
 */
export async function readLine(
  prompt: string,
  { input, output, signal }: { input: NodeJS.ReadStream; output: NodeJS.WriteStream; signal: AbortSignal },
): Promise<string | undefined> {
  if (signal.aborted) return undefined;
  using reading = createInterface({ input, output, historySize: 0 });
  reading.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const over = Promise.withResolvers<string | undefined>();
  reading.once("close", () => over.resolve(""));
  signal.addEventListener("abort", () => over.resolve(undefined), { once: true });
  reading.question(prompt, { signal }).then(over.resolve, () => over.resolve(undefined));
  const line = await over.promise;
  // Nobody pressed Enter: what comes next must not stand behind the prompt.
  if (line === undefined) output.write("\n");
  return line;
}
