import { realpathSync } from "node:fs";
import { join } from "node:path";
import { onPath } from "./on-path.ts";

const own = join(import.meta.dirname, "..", "..", "bin", "fractal");

/** `fractal` where that is us, else the path of our door. */
export function ownName(env: NodeJS.ProcessEnv): string {
  const found = onPath("fractal", env);
  return found !== undefined && realpathSync(found) === realpathSync(own) ? "fractal" : own;
}
