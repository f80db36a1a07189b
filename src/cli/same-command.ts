import { ownName } from "./own-name.ts";
import type { RunOptions } from "./prepare.ts";
import { shellLine } from "./shell-line.ts";

/** The command that goes on where this one was, as it can be typed from the same place. */
export function sameCommand(options: RunOptions, env: NodeJS.ProcessEnv): string {
  const { spec, repo, base, data, answers, done = [] } = options;
  const given = Object.entries({
    "--repo": repo === "." ? undefined : repo,
    "--base": base,
    "--data": data,
    "--answers": answers,
  });
  const flags = given.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]));
  const doneFlags = done.flatMap((issue) => ["--done", issue]);
  return shellLine(ownName(env), "run", spec, ...flags, ...doneFlags);
}
