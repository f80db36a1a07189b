export type SecretFinding = Readonly<{ name: string; index: number; length: number }>;

/**
 * Credentials in a text, by patterns that hardly ever match anything else. Time is linear: every pattern begins with a fixed
 * prefix and its repetition cannot start again inside itself.
 * Source: the providers' published token formats; the selection follows GitHub's secret scanning.
 */
export function findSecrets(text: string): SecretFinding[] {
  if (!prefixes.test(text)) return [];
  const found: SecretFinding[] = [];
  for (const { name, pattern } of patterns) {
    for (const match of text.matchAll(pattern))
      found.push({ name, index: match.index, length: match[0].length });
  }
  return [...found, ...privateKeys(text)].sort((a, b) => a.index - b.index);
}

/**
 * The text with every credential replaced by `[redacted: <name>]`.
 * @param known exact values that must never leave (the model key); those shorter than 8 characters are ignored
 */
export function redactSecrets(text: string, known: readonly string[] = []): string {
  let clean = text;
  for (const value of known)
    if (value.length >= 8) clean = clean.replaceAll(value, "[redacted: known secret]");
  let out = "";
  let at = 0;
  for (const { name, index, length } of findSecrets(clean)) {
    if (index < at) continue;
    out += `${clean.slice(at, index)}[redacted: ${name}]`;
    at = index + length;
  }
  return out + clean.slice(at);
}

/** What each pattern begins with: most texts hold none of these, and are looked at once. */
const prefixes =
  /AKIA|ASIA|aws_secret_access_key|gh[pousr]_|github_pat_|glpat-|sk-|AIza|xox[abprs]-|[rs]k_live_|npm_|pypi-AgE|-----BEGIN /i;

const begin = "-----BEGIN ";
const edge = "(?<![A-Za-z0-9_-])";

const patterns: { name: string; pattern: RegExp }[] = [
  { name: "AWS access key id", pattern: new RegExp(`${edge}(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])`, "g") },
  { name: "AWS secret key", pattern: /aws_secret_access_key["']?\s{0,3}[:=]\s{0,3}["']?[A-Za-z0-9/+]{40}/gi },
  { name: "GitHub token", pattern: new RegExp(`${edge}gh[pousr]_[A-Za-z0-9]{36,255}`, "g") },
  { name: "GitHub token", pattern: new RegExp(`${edge}github_pat_[A-Za-z0-9_]{22,255}`, "g") },
  { name: "GitLab token", pattern: new RegExp(`${edge}glpat-[A-Za-z0-9_-]{20,255}`, "g") },
  {
    name: "model provider key",
    pattern: new RegExp(`${edge}sk-(?:proj|svcacct|admin|ant|or)-[A-Za-z0-9_-]{20,255}`, "g"),
  },
  { name: "model provider key", pattern: new RegExp(`${edge}sk-[A-Za-z0-9]{32,255}`, "g") },
  { name: "Google API key", pattern: new RegExp(`${edge}AIza[A-Za-z0-9_-]{35}`, "g") },
  { name: "Slack token", pattern: new RegExp(`${edge}xox[abprs]-[A-Za-z0-9-]{10,255}`, "g") },
  { name: "Stripe key", pattern: new RegExp(`${edge}[rs]k_live_[A-Za-z0-9]{20,255}`, "g") },
  { name: "npm token", pattern: new RegExp(`${edge}npm_[A-Za-z0-9]{36}`, "g") },
  { name: "PyPI token", pattern: new RegExp(`${edge}pypi-AgE[A-Za-z0-9_-]{50,255}`, "g") },
];

/** A key block whose end is missing counts to the end of the text: better too much than half a key. */
function privateKeys(text: string): SecretFinding[] {
  const found: SecretFinding[] = [];
  let from = text.indexOf(begin);
  while (from >= 0) {
    const head = text.slice(from, from + 64);
    if (/^-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----/.test(head)) {
      const end = text.indexOf("-----END ", from);
      const close = end < 0 ? -1 : text.indexOf("-----", end + 9);
      const stop = close < 0 ? text.length : close + 5;
      found.push({ name: "private key", index: from, length: stop - from });
      from = text.indexOf(begin, stop);
    } else {
      from = text.indexOf(begin, from + begin.length);
    }
  }
  return found;
}
