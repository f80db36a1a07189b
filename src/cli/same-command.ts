import { realpathSync } from "node:fs";
import { join } from "node:path";
import { onPath } from "./on-path.ts";
import type { RunOptions } from "./prepare.ts";
import { shellLine } from "./shell-line.ts";

/** The command that goes on where this one was, as it can be typed from the same place. */
export function sameCommand(options: RunOptions, home: string, env: NodeJS.ProcessEnv): string {
  const { spec, repo, base, data, done = [] } = options;
  const given = Object.entries({ "--repo": repo === "." ? undefined : repo, "--base": base, "--data": data });
  const flags = given.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]));
  const doneFlags = done.flatMap((issue) => ["--done", issue]);
  return shellLine(ownName(home, env), "run", spec, ...flags, ...doneFlags);
}

/** `fractal` where that is us, else the path of our door. */
function ownName(home: string, env: NodeJS.ProcessEnv): string {
  const own = join(home, "bin", "fractal");
  const found = onPath("fractal", env);
  return found !== undefined && realpathSync(found) === realpathSync(own) ? "fractal" : own;
}
