import { join } from "node:path";
import type { Begun } from "./begin.ts";
import { takeDataDirectory } from "./data-directory.ts";
import { endingOf } from "./ending.ts";
import { bringBack } from "./exchange-branches.ts";
import { explain } from "./explain.ts";
import { prepare, type RunOptions } from "./prepare.ts";
import { createProgress } from "./progress.ts";
import type { Command } from "./next-steps.ts";
import { sameCommand } from "./same-command.ts";
import { type Signals, watchSignals } from "./signals.ts";

/** The surroundings, handed in by the door. */
export type Surroundings = Readonly<{
  env: NodeJS.ProcessEnv;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}>;

const home = join(import.meta.dirname, "..", "..");

/**
 * The main job on this machine: hub, App and runner on loopback, the person's repository in, branches out.
 * @returns the exit code
 * @throws NextStepError or TaskStoreError when it cannot begin
 */
export async function run(
  options: RunOptions,
  { env, stdin, stdout, stderr }: Surroundings,
): Promise<number> {
  const progress = createProgress(stderr, env, stdin);
  using signals = watchSignals(progress.say);
  const prepared = await prepare(options, env);
  using taken = new DisposableStack();
  taken.defer(takeDataDirectory(prepared.data));
  for (const note of prepared.notes) progress.say(note);

  // Only now: whatever is wrong has been said without waiting for the whole house to load.
  const { begin } = await import("./begin.ts");
  const begun = await begin(prepared, { home, env, progress });
  signals.orderly();
  const { stopped, broke } = await untilTheEnd(begun, signals);
  progress.done();
  const command: Command = (changes) => sameCommand({ ...options, done: [], ...changes }, env);
  if (broke !== undefined) progress.say(`fractal: ${explain(broke)}`);
  if (stopped !== undefined) progress.say(`stopped; what was done until now is kept. To go on: ${command()}`);
  const tree = begun.tree();
  if (tree.tasks.size === 0) return stopped ?? 1;
  for (const line of await bringBack(begun.bare, prepared.repository, env)) progress.say(line);
  const { words, document, exitCode } = endingOf(tree, prepared, { command, stopped, env });
  progress.say(`\n${words}`);
  const unused = exitCode === 3 ? (prepared.answers?.unused() ?? []) : [];
  for (const each of unused) progress.say(`nothing was asked that fits the answer to “${each}”`);
  if (options.json) stdout.write(document);
  return exitCode;
}

/** `stopped` is the exit code of whoever ended it before its time, or of what broke. */
async function untilTheEnd(
  begun: Begun,
  signals: Signals,
): Promise<{ stopped?: number | undefined; broke?: unknown }> {
  try {
    await using ending = begun;
    return { stopped: (await Promise.race([ending.atRest, signals.stop])) ?? undefined };
  } catch (broke) {
    return { stopped: 1, broke };
  }
}
