/**
 * Does a pattern cover a path? Everything is literal except `*` and `?` (inside one segment) and `**` (whole segments);
 * a trailing slash means everything below. Time is bounded by pattern length × path length: both come from models.
 * Beside minimatch, since core imports nothing, and braces or extended globs of a model would widen what a task owns.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const trimmed = pattern.startsWith("./") ? pattern.slice(2) : pattern;
  const patternSegments = (trimmed.endsWith("/") ? `${trimmed}**` : trimmed).split("/");
  return matchesAll(patternSegments, path.split("/"), (segment) => segment === "**", matchesSegment);
}

export function matchesAnyGlob(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) => matchesGlob(pattern, path));
}

/** A pattern that names one file and nothing else. */
export function isLiteralPath(pattern: string): boolean {
  return !/[*?]|\/$/.test(pattern);
}

function matchesSegment(pattern: string, segment: string): boolean {
  return matchesAll(
    [...pattern],
    [...segment],
    (sign) => sign === "*",
    (sign, char) => sign === "?" || sign === char,
  );
}

/** Greedy matching with one way back: the last star takes one item more each time. */
function matchesAll(
  pattern: readonly string[],
  items: readonly string[],
  isStar: (part: string) => boolean,
  fits: (part: string, item: string) => boolean,
): boolean {
  let at = 0;
  let star = -1;
  let taken = 0;
  let item = 0;
  while (item < items.length) {
    const part = pattern[at];
    const current = items[item];
    if (part !== undefined && isStar(part)) {
      star = at;
      taken = item;
      at += 1;
    } else if (part !== undefined && current !== undefined && fits(part, current)) {
      at += 1;
      item += 1;
    } else if (star >= 0) {
      taken += 1;
      item = taken;
      at = star + 1;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every(isStar);
}
