/** A box that people tick on GitHub. Its key is hidden before the words, so that what was ticked is told by no wording. */
export function tickBox(key: string, words: string): string {
  if (!isKey.test(key))
    throw new Error(`"${key}" cannot be the key of a box: use letters, digits, / . _ and -`);
  return `- [ ] <!-- fractal:tick ${key} --> ${words}`;
}

/**
 * The keys of the boxes that are ticked, in their order, each once. Only a comment of our own may be asked: anybody can write a key into theirs.
 * A box inside a quotation or behind other words is none of ours.
 */
export function tickedBoxes(body: string): string[] {
  return keysOf(body, ticked);
}

/** The keys of all boxes, ticked or not. */
export function boxesOf(body: string): string[] {
  return keysOf(body, box);
}

const keysMax = 20;
const key = String.raw`[\w./-]{1,200}`;
const isKey = new RegExp(`^${key}$`);
// Editors indent, and change the bullet and the spaces after it.
const lineOf = (mark: string) =>
  new RegExp(String.raw`^ {0,3}[-*+] {1,4}\[${mark}\] {0,4}<!-- fractal:tick (${key}) -->`, "gm");
const ticked = lineOf("[xX]");
const box = lineOf("[ xX]");

function keysOf(body: string, line: RegExp): string[] {
  const keys = Array.from(body.replaceAll("\r\n", "\n").matchAll(line), ([, found = ""]) => found);
  return [...new Set(keys)].slice(0, keysMax);
}
