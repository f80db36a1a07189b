/**
 * Do two values say the same as JSON: an absent key and one that is undefined are one, and the order of keys says
 * nothing. What a change left alone is the same object and is not looked into.
 */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => isSame(item, b[index]))
    );
  for (const key of Object.keys(a)) if (!isSame(valueAt(a, key), valueAt(b, key))) return false;
  for (const key of Object.keys(b)) if (!(key in a) && valueAt(b, key) !== undefined) return false;
  return true;
}

function valueAt(of: object, key: string): unknown {
  return (of as Readonly<Record<string, unknown>>)[key];
}
