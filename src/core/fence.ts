/** Wraps texts of others so that a model can tell them from its instructions. */
export type Fence = Readonly<{ token: string; wrap: (label: string, text: string) => string }>;

/**
 * One fence for a whole prompt. Its token is the first that occurs in none of the texts it will wrap, whatever they say, so none can close
 * its own block or another's early; the same texts give the same prompt.
 */
export function fenceFor(texts: readonly string[]): Fence {
  const all = texts.join("\n").toLowerCase();
  const taken = new Set([...all.matchAll(/data-(\d{6})/g)].map(([, digits]) => Number(digits)));
  let number = 1;
  while (taken.has(number)) number += 1;
  const token = `data-${String(number).padStart(6, "0")}`;
  return { token, wrap: (label, text) => `<${token} ${label}>\n${text}\n</${token}>` };
}
