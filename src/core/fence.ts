/** Wraps texts of others so that a model can tell them from its instructions. */
export type Fence = Readonly<{ token: string; wrap: (label: string, text: string) => string }>;

/**
 * One fence for a whole prompt. Its token is derived from all the texts it will wrap and occurs in none of them, whatever they say,
 * so none can close its own block or another's early; the same texts give the same prompt.
 */
export function fenceFor(texts: readonly string[]): Fence {
  const all = texts.join("\n").toLowerCase();
  let number = hash(all);
  while (all.includes(tokenOf(number))) number = (number + 1) % 0x100000000;
  const token = tokenOf(number);
  return { token, wrap: (label, text) => `<${token} ${label}>\n${text}\n</${token}>` };
}

function tokenOf(number: number): string {
  return `data-${number.toString(16).padStart(8, "0")}`;
}

/** FNV-1a; nothing rests on its strength, only the search above does. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
