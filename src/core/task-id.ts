/** Beads ids: one hyphen, then base36 with a digit in it (Beads guesses the prefix from the last hyphen otherwise). */
export const taskIdPattern = /^fx-[a-z0-9]{8}$/;

/** The root's id follows from its issue, so that two deliveries of one label name one root. */
export function rootTaskId(repository: string, issue: number): string {
  return idOf(`${repository.toLowerCase()}#${issue}`);
}

/**
 * A child's id follows from its cause, so that a plan applied again after a crash names the same children.
 * @param cause what made it: `plan/<ask>`, `repair/<n>`, `review/<id>`
 */
export function childTaskId(parent: string, cause: string, index: number): string {
  return idOf(`${parent}/${cause}/${index}`);
}

function idOf(text: string): string {
  const digits = hash53(text).toString(36).padStart(11, "0").slice(-8);
  return `fx-${/[0-9]/.test(digits) ? digits : `${digits.slice(0, 7)}0`}`;
}

/** cyrb53: 53 well-mixed bits of a text, no secret; collisions inside one repository's few thousand tasks are not expected, and a create refuses them. */
export function hash53(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
