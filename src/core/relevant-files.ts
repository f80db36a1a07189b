export type RepositoryFile = Readonly<{ path: string; bytes: number }>;
/** A file worth showing to a model: why, and how many of its bytes there is room for. */
export type RelevantFile = Readonly<{ path: string; why: string; bytes: number }>;

/**
 * Which of a repository's files matter for a spec or task, most telling first: those the text names, the README, manifests and
 * CI, then those whose names share words with the text. Never lockfiles or files that cannot be text.
 * @param maxBytes of all excerpts together; one file gets a quarter of it at most
 */
export function chooseRelevantFiles(
  files: readonly RepositoryFile[],
  text: string,
  maxBytes: number,
  filesMax = 40,
): RelevantFile[] {
  const words = wordsOf(text);
  const lower = text.toLowerCase();
  const ranked = files
    .filter((file) => !unreadable.test(file.path))
    .map((file) => ({ file, ...relevanceOf(file.path, lower, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || compare(a.file.path, b.file.path));
  const chosen: RelevantFile[] = [];
  let room = maxBytes;
  for (const { file, why } of ranked.slice(0, filesMax)) {
    const bytes = Math.min(file.bytes, Math.floor(maxBytes / 4), room);
    if (bytes <= 0) continue;
    room -= bytes;
    chosen.push({ path: file.path, why, bytes });
  }
  return chosen;
}

function relevanceOf(
  path: string,
  lowerText: string,
  words: ReadonlySet<string>,
): { score: number; why: string } {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf("/") + 1);
  if (mentions(lowerText, lower)) return { score: 100, why: "named in the text" };
  if (name.includes(".") && mentions(lowerText, name)) return { score: 90, why: "its name is in the text" };
  if (/^readme(\.[a-z]+)?$/.test(lower)) return { score: 60, why: "README" };
  if (manifests.has(lower)) return { score: 50, why: "manifest" };
  if (/^\.github\/workflows\/[^/]+\.ya?ml$/.test(lower) && !lower.includes("fractal"))
    return { score: 40, why: "CI" };
  const shared = [...wordsOf(path)].filter((word) => words.has(word));
  return {
    score: shared.length === 0 ? 0 : Math.min(30, shared.length * 10),
    why: `shares ${shared.join(", ")}`,
  };
}

/** The path occurs as a whole, not as the end of a longer one. */
function mentions(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    const before = text.charAt(at - 1);
    const after = text.charAt(at + path.length);
    if (!/[a-z0-9_-]/.test(before) && !/[a-z0-9_/-]/.test(after)) return true;
  }
  return false;
}

function wordsOf(text: string): Set<string> {
  const parts =
    text
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .match(/[a-z][a-z0-9]{3,}/g) ?? [];
  return new Set(parts.map((word) => word.replace(/(?:ies|s)$/, "")).filter((word) => !noise.has(word)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : 1);
const unreadable =
  /(^|\/)(node_modules|vendor|dist|build|target)\/|\.(png|jpe?g|gif|webp|ico|pdf|zip|gz|tgz|woff2?|ttf|eot|mp[34]|mov|wasm|jar|so|dll|exe|bin|lock|snap|map)$|(^|\/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum)$/i;
const manifests = new Set([
  "package.json",
  "pyproject.toml",
  "go.mod",
  "cargo.toml",
  "pom.xml",
  "build.gradle",
  "gemfile",
  "composer.json",
  "makefile",
]);
const noise = new Set([
  "with",
  "that",
  "thi",
  "from",
  "should",
  "must",
  "when",
  "then",
  "have",
  "file",
  "test",
  "code",
  "make",
  "they",
  "will",
  "which",
  "index",
  "main",
]);
