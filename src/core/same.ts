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
  return isWithin(a, b) && Object.keys(b).every((key) => key in a || valueAt(b, key) === undefined);
}

/** Everything that the one says, the other says too. */
function isWithin(a: object, b: object): boolean {
  return Object.keys(a).every((key) => isSame(valueAt(a, key), valueAt(b, key)));
}

function valueAt(of: object, key: string): unknown {
  return (of as Readonly<Record<string, unknown>>)[key];
}
