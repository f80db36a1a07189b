import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { Minimatch } from "minimatch";

/**
 * The files that ordered glob patterns name below a directory, as absolute paths in the order of their names. A pattern that names a
 * directory takes all that is in it; a leading `!` leaves out what earlier patterns took. `hidden` says whether files and directories
 * whose name begins with a dot are found without being named. With minimatch, as the Actions that we stand in for: `@actions/glob`.
 */
export function findFiles(base: string, patterns: readonly string[], options: { hidden: boolean }): string[] {
  const found = new Set<string>();
  for (const pattern of patterns
    .map((one) => one.trim())
    .filter((one) => one !== "" && !one.startsWith("#"))) {
    const negative = pattern.startsWith("!");
    const matches = matcher(base, negative ? pattern.slice(1) : pattern);
    if (negative) {
      for (const file of found) if (matches(file)) found.delete(file);
      continue;
    }
    const start = searchPath(base, pattern);
    for (const file of walk(start, options.hidden)) if (matches(file)) found.add(file);
  }
  return [...found].sort();
}

/** The part of a pattern before its first wildcard: where the search begins. */
export function searchPath(base: string, pattern: string): string {
  const parts = resolve(base, pattern).split(sep);
  const wild = parts.findIndex((part) => /[*?[\]{}]/.test(part));
  return wild < 0 ? parts.join(sep) : parts.slice(0, wild).join(sep) || sep;
}

function matcher(base: string, pattern: string): (file: string) => boolean {
  const whole = resolve(base, pattern);
  const options = { dot: true, nocomment: true, nonegate: true, nobrace: true, noext: true };
  const itself = new Minimatch(whole, options);
  const inside = new Minimatch(join(whole, "**"), options);
  return (file) => itself.match(file) || inside.match(file);
}

/** Links to files are followed, links to directories are not: they may go round in circles. */
function* walk(path: string, hidden: boolean): Generator<string> {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (!hidden && entry.name.startsWith(".")) continue;
    const inner = join(path, entry.name);
    if (entry.isSymbolicLink() && existsSync(inner) && statSync(inner).isDirectory()) continue;
    yield* walk(inner, hidden);
  }
}
