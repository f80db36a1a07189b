import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Every file of a repository and its git directory by path, with its content: all that must be as it was. Left out are git's objects and
 * the branches `fractal/…`, which are what a run adds.
 */
export function repositoryState(dir: string): Record<string, string> {
  const files = readdirSync(dir, { recursive: true, encoding: "utf8" }).filter(
    (path) => !/^\.git\/(objects|(logs\/)?refs\/heads\/fractal)(\/|$)/.test(path),
  );
  return Object.fromEntries(
    files
      .filter((path) => statSync(join(dir, path)).isFile())
      .map((path) => [path, readFileSync(join(dir, path), "base64")]),
  );
}
