import type { RefMove } from "#src/local/hub/git/git.ts";
import type { GitObjects } from "./git-objects.ts";

/** The refs of one repository. A ref and a folder of refs cannot have the same name. */
export class GitRefs {
  readonly #objects: GitObjects;
  readonly #refs = new Map<string, string>();
  /** How many refs are below a folder. */
  readonly #folders = new Map<string, number>();
  #sorted: readonly (readonly [string, string])[] | undefined;

  constructor(objects: GitObjects) {
    this.#objects = objects;
  }

  get(ref: string): string | undefined {
    return this.#refs.get(ref);
  }

  values(): Iterable<string> {
    return this.#refs.values();
  }

  list(folders: readonly string[]): Map<string, string> {
    this.#sorted ??= [...this.#refs].sort(([one], [other]) => (one < other ? -1 : 1));
    if (folders.length === 0) return new Map(this.#sorted);
    const isBelow = ([ref]: readonly [string, string]): boolean =>
      folders.some((folder) => ref === folder || ref.startsWith(`${folder}/`));
    return new Map(this.#sorted.filter(isBelow));
  }

  move({ ref, from, to }: RefMove): { refused: string } | undefined {
    const now = this.#refs.get(ref);
    const locked = (why: string) => ({ refused: `cannot lock ref '${ref}': ${why}` });
    if (from === null && now !== undefined) return locked("reference already exists");
    if (from !== null && now === undefined) return locked("unable to resolve reference");
    if (from !== null && now !== from) return locked(`is at ${now} but expected ${from}`);
    if (to === null) this.#delete(ref);
    else return this.#set(ref, to);
    return undefined;
  }

  set(ref: string, sha: string): void {
    const problem = this.#set(ref, sha);
    if (problem) throw new Error(`git update-ref failed: ${problem.refused}`);
  }

  #set(ref: string, sha: string): { refused: string } | undefined {
    const problem = this.#problemWith(ref, sha);
    if (problem !== undefined) return { refused: `cannot update ref '${ref}': ${problem}` };
    if (!this.#refs.has(ref)) this.#count(ref, 1);
    this.#refs.set(ref, sha);
    this.#sorted = undefined;
    return undefined;
  }

  #problemWith(ref: string, sha: string): string | undefined {
    const type = this.#objects.typeOf(sha);
    if (!isRefName(ref)) return "refusing to update ref with bad name";
    if (type === undefined) return `trying to write ref with nonexistent object ${sha}`;
    if (type !== "commit" && ref.startsWith("refs/heads/")) return "trying to write non-commit object";
    if (this.#refs.has(ref)) return undefined;
    if ((this.#folders.get(ref) ?? 0) > 0) return `refs below '${ref}' exist`;
    const above = foldersOf(ref).find((folder) => this.#refs.has(folder));
    return above === undefined ? undefined : `'${above}' exists`;
  }

  #delete(ref: string): void {
    if (this.#refs.delete(ref)) this.#count(ref, -1);
    this.#sorted = undefined;
  }

  #count(ref: string, change: number): void {
    for (const folder of foldersOf(ref)) this.#folders.set(folder, (this.#folders.get(folder) ?? 0) + change);
  }
}

/** `refs`, `refs/heads`, … */
function foldersOf(ref: string): string[] {
  const parts = ref.split("/");
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join("/"));
}

/** The rules of `git check-ref-format`. */
export function isRefName(ref: string): boolean {
  const parts = ref.split("/");
  return (
    parts.length > 1 &&
    parts.every((part) => part !== "" && !part.startsWith(".") && !part.endsWith(".lock")) &&
    !/\.\.|@\{|[\s~^:?*[\\]|\.$/.test(ref) &&
    [...ref].every((sign) => sign.charCodeAt(0) > 0x20 && sign !== "\u007F")
  );
}
