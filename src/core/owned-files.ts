import { isLiteralPath, matchesGlob } from "./glob.ts";

/** Does this owned path or glob cover that path or glob? `dir/` and `dir/**` cover all below `dir`. */
export function covers(owned: string, file: string): boolean {
  const pattern = normalise(owned);
  const path = normalise(file);
  if (pattern === path || pattern === "**") return true;
  if (pattern.endsWith("/**") && isLiteralPath(pattern.slice(0, -3)))
    return path.startsWith(pattern.slice(0, -2));
  return isLiteralPath(path) && matchesGlob(pattern, path);
}

/** May two owned paths or globs name the same file? Two globs overlap when one's fixed beginning begins the other's. */
export function overlap(a: string, b: string): boolean {
  if (covers(a, b) || covers(b, a)) return true;
  if (isLiteralPath(normalise(a)) || isLiteralPath(normalise(b))) return false;
  const [x, y] = [fixedPart(normalise(a)), fixedPart(normalise(b))];
  return x.startsWith(y) || y.startsWith(x);
}

function fixedPart(glob: string): string {
  return glob.slice(0, glob.search(/[*?]/));
}

function normalise(path: string): string {
  const plain = path.replace(/^\.\//, "");
  return plain.endsWith("/") ? `${plain}**` : plain;
}
