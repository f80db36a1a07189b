import { compileFilter } from "./filter-pattern.ts";

/** Does this owned path or glob cover that path or glob? `dir/` and `dir/**` cover all below `dir`. */
export function covers(owned: string, file: string): boolean {
  const pattern = normalise(owned);
  const path = normalise(file);
  if (pattern === path || pattern === "**") return true;
  if (pattern.endsWith("/**")) return path.startsWith(pattern.slice(0, -2));
  if (isGlob(path) || !isGlob(pattern)) return false;
  const filter = compileFilter([pattern]);
  return filter.ok && filter.matches(path);
}

/** May two owned paths or globs name the same file? Two globs overlap when one's fixed beginning begins the other's. */
export function overlap(a: string, b: string): boolean {
  if (covers(a, b) || covers(b, a)) return true;
  if (!isGlob(normalise(a)) || !isGlob(normalise(b))) return false;
  const [x, y] = [fixedPart(normalise(a)), fixedPart(normalise(b))];
  return x.startsWith(y) || y.startsWith(x);
}

function isGlob(path: string): boolean {
  return /[*?[]/.test(path);
}

function fixedPart(glob: string): string {
  return glob.slice(0, glob.search(/[*?[]/));
}

function normalise(path: string): string {
  const plain = path.replace(/^\.\//, "");
  return plain.endsWith("/") ? `${plain}**` : plain;
}
