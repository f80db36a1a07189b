import { isLiteralPath, matchesAnyGlob } from "./glob.ts";
import { isManifest, isTestPath, protectedKind } from "./protected-path.ts";

/** What a task may touch. All entries are paths or globs relative to the repository's root. */
export type PathScope = Readonly<{
  /** Files the task owns. */
  owned: readonly string[];
  /** Files that judge the task or that the configuration withholds. */
  protected: readonly string[];
  /** Files that a person allowed for this task, against the standing rules. */
  allowances: readonly string[];
}>;

export type PathRefusal = Readonly<{
  code: "path" | "git" | "protected" | "manifest" | "test" | "scope";
  /** An attempt to leave the task's world, not just a mistake about its scope. */
  unsafe: boolean;
  words: string;
}>;
export type PathVerdict = Readonly<{ ok: true; path: string }> | Readonly<{ ok: false } & PathRefusal>;

const lengthMax = 400;

/** The one spelling of a path inside the repository, or why it is not one. `.` and a leading `./` are accepted, nothing else is bent. */
export function normalisePath(raw: string): PathVerdict {
  const bare = raw.replace(/^(\.\/)+/, "");
  const path = bare === "." ? "" : bare;
  const fault = pathFault(path);
  if (fault === undefined) return { ok: true, path };
  return refuse("path", true, `${quote(raw)} ${fault}; give a path relative to the repository's root`);
}

/** May the path be read? Everything in the repository may, except git's own directory. */
export function judgeRead(raw: string): PathVerdict {
  const normal = normalisePath(raw);
  if (!normal.ok) return normal;
  if (protectedKind(normal.path) === "git") {
    return refuse("git", true, `${quote(raw)} is inside git's own directory, which nobody may read or write`);
  }
  return normal;
}

/** May the path be written, created or deleted by this task? */
export function judgeWrite(raw: string, scope: PathScope): PathVerdict {
  const readable = judgeRead(raw);
  if (!readable.ok) return readable;
  const { path } = readable;
  if (path === "") return refuse("path", false, "name a file, not the repository's root");
  if (/["<>|*?:]/.test(path)) {
    return refuse("path", false, `${quote(raw)} has a character that cannot travel in an artifact ("<>|*?:)`);
  }
  if (matchesAnyGlob(scope.allowances, path)) return readable;
  const kind = protectedKind(path);
  if (kind === "dotfile" && !ownsByName(scope.owned, path)) {
    return refuse(
      "protected",
      false,
      `${quote(path)} is a configuration file that this task does not own by name`,
    );
  }
  if (kind !== undefined && kind !== "dotfile") {
    return refuse("protected", true, `${quote(path)} is protected (${kind}): no task may change it`);
  }
  if (isManifest(path) && !ownsByName(scope.owned, path)) {
    return refuse(
      "manifest",
      false,
      `${quote(path)} is a manifest or lockfile; new dependencies are not part of this task`,
    );
  }
  if (matchesAnyGlob(scope.protected, path)) {
    return refuse("test", false, `${quote(path)} judges this task and must stay as it is`);
  }
  if (!matchesAnyGlob(scope.owned, path)) {
    return refuse(
      "scope",
      false,
      `${quote(path)} is outside the task's files (${scope.owned.join(", ") || "none"})`,
    );
  }
  if (
    isTestPath(path) &&
    !scope.owned.some((pattern) => isTestPath(pattern) && matchesAnyGlob([pattern], path))
  ) {
    return refuse(
      "test",
      false,
      `${quote(path)} is a test that this task does not own; make the code pass it instead`,
    );
  }
  return readable;
}

function ownsByName(owned: readonly string[], path: string): boolean {
  return owned.some((pattern) => isLiteralPath(pattern) && matchesAnyGlob([pattern], path));
}

function pathFault(path: string): string | undefined {
  if (path.length > lengthMax) return `is longer than ${lengthMax} characters`;
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u.test(path)) return "has control or invisible characters";
  if (path.includes("\\")) return "has a backslash";
  if (path.startsWith("/") || path.startsWith("~") || /^[a-z]:/i.test(path)) return "is absolute";
  if (/%(2e|2f|5c|00)/i.test(path)) return "has percent-encoded path signs";
  if (path.normalize("NFC") !== path) return "is not in Unicode's composed form (NFC)";
  if (path === "") return undefined;
  for (const segment of path.replace(/\/$/, "").split("/")) {
    if (segment === "" || segment === ".") return "has an empty or `.` segment";
    if (segment === "..") return "leaves the repository";
    if (/[. ]$/.test(segment) || segment.startsWith(" "))
      return "has a segment that begins with a space or ends with a dot or space";
  }
  return undefined;
}

function refuse(code: PathRefusal["code"], unsafe: boolean, words: string): PathVerdict {
  return { ok: false, code, unsafe, words };
}

function quote(path: string): string {
  return JSON.stringify(path.length > 120 ? `${path.slice(0, 120)}…` : path);
}
