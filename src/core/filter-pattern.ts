/** Says whether a branch, tag or path passes an ordered list of patterns. */
export type CompiledFilter = (name: string) => boolean;

/**
 * Compiles a list of GitHub filter patterns: `*` (no slash), `**`, `?` and `+` (repeat the character before), `[a-z0-9]`, `\` escapes,
 * and a leading `!`, which takes back what earlier patterns let in; the last pattern that matches decides. Never throws: a list that GitHub
 * would reject comes back with the reason.
 * Beside the globs, since these are none: `?` and `+` repeat, `*` may be escaped, and branches are matched by them too.
 * Source: docs.github.com, "Workflow syntax for GitHub Actions", filter pattern cheat sheet.
 */
export function compileFilter(
  patterns: readonly string[],
): { ok: true; matches: CompiledFilter } | { ok: false; reason: string } {
  const rules: { regex: RegExp; positive: boolean }[] = [];
  for (const pattern of patterns) {
    const positive = !pattern.startsWith("!");
    const source = toRegexSource(positive ? pattern : pattern.slice(1));
    if (source === undefined) return { ok: false, reason: `the pattern "${pattern}" is not valid` };
    rules.push({ regex: new RegExp(`^${source}$`, "su"), positive });
  }
  if (!rules.some(({ positive }) => positive)) {
    return { ok: false, reason: "there must be a pattern without ! before those with it" };
  }
  return {
    ok: true,
    matches: (name) => rules.findLast(({ regex }) => regex.test(name))?.positive ?? false,
  };
}

/** One step of the grammar: what it reads, what it means as a regular expression, and whether `?` and `+` may follow it. */
const TOKENS: { read: RegExp; write: (text: string) => string; repeats: boolean }[] = [
  { read: /^\*\*\//, write: () => "(?:.*/)?", repeats: false },
  { read: /^\*\*/, write: () => ".*", repeats: false },
  { read: /^\*/, write: () => "[^/]*", repeats: false },
  { read: /^\[(?:[a-z](?:-[a-z])?|[A-Z](?:-[A-Z])?|\d(?:-\d)?)+\]/, write: (text) => text, repeats: true },
  { read: /^\\./s, write: (text) => literal(text.slice(1)), repeats: true },
  { read: /^[^*?+[\]\\]/su, write: literal, repeats: true },
];

function toRegexSource(pattern: string): string | undefined {
  let rest = pattern;
  let source = "";
  let repeatable = false;
  while (rest !== "") {
    const sign = rest.charAt(0);
    if (repeatable && (sign === "?" || sign === "+")) {
      source += sign;
      rest = rest.slice(1);
      repeatable = false;
      continue;
    }
    const token = TOKENS.find(({ read }) => read.test(rest));
    const text = token?.read.exec(rest)?.[0];
    if (token === undefined || text === undefined || hasReversedRange(text)) return undefined;
    source += token.write(text);
    rest = rest.slice(text.length);
    repeatable = token.repeats;
  }
  return source === "" ? undefined : source;
}

function hasReversedRange(text: string): boolean {
  if (!text.startsWith("[")) return false;
  return [...text.matchAll(/(\w)-(\w)/g)].some(([, from = "", to = ""]) => from > to);
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
