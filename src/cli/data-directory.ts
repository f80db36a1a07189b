import { createHash } from "node:crypto";
import { basename, join, resolve } from "node:path";

/** Where a run keeps its tasks, inbox, trace and hub: as told, else one directory per repository, outside of every checkout. */
export function dataDirectory(told: string | undefined, repository: string, env: NodeJS.ProcessEnv): string {
  if (told !== undefined) return resolve(told);
  const state = env["XDG_STATE_HOME"] || join(env["HOME"] ?? "/tmp", ".local", "state");
  const hash = createHash("sha256").update(repository).digest("hex").slice(0, 8);
  return join(state, "fractal", `${basename(repository)}-${hash}`);
}
