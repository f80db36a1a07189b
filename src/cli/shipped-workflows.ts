import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const names = ["fractal-worker.yml", "fractal-verify.yml"];

/** The workflows that we ship, for a repository that has none of its own: offered on loopback, committed nowhere. */
export function shippedWorkflows(
  home: string,
  repository?: string,
): { files: Record<string, string>; note?: string } {
  const folder = join(".github", "workflows");
  const missing =
    repository === undefined ? [] : names.filter((name) => !existsSync(join(repository, folder, name)));
  const files = Object.fromEntries(
    names.map((name) => [`${folder}/${name}`, readFileSync(join(home, folder, name), "utf8")]),
  );
  if (missing.length === 0) return { files };
  return {
    files,
    note: `using Fractal's own ${missing.join(" and ")}: the repository has none, and none is committed`,
  };
}
