/** A text that is longer lies beside the trace. */
const inlineMax = 1000;

/** The value with every long text put away, as `{ "$blob": <name> }`, so that a line stays short whatever people write. */
export function putTextsAway(value: unknown, blob: (text: string) => string): unknown {
  return eachLeaf(value, (leaf) =>
    typeof leaf === "string" && leaf.length > inlineMax ? { $blob: blob(leaf) } : leaf,
  );
}

/** @throws MissingText */
export function bringTextsBack(value: unknown, read: (name: string) => string | undefined): unknown {
  return eachLeaf(value, (leaf) => {
    const name = blobName(leaf);
    if (name === undefined) return leaf;
    const text = read(name);
    if (text === undefined) throw new MissingText(name);
    return text;
  });
}

export class MissingText extends Error {
  constructor(name: string) {
    super(`the text ${name} is not in the folder blobs beside the trace`);
  }
}

/** Does any text in it become another by masking? */
export function holdsMasked(value: unknown, mask: (text: string) => string): boolean {
  if (typeof value === "string") return value.length >= 8 && mask(value) !== value;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((item) => holdsMasked(item, mask));
}

function eachLeaf(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (typeof value !== "object" || value === null || blobName(value) !== undefined) return change(value);
  if (Array.isArray(value)) return value.map((item) => eachLeaf(item, change));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, eachLeaf(item, change)]));
}

function blobName(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("$blob" in value)) return undefined;
  return typeof value.$blob === "string" ? value.$blob : undefined;
}
