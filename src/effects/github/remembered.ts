import type { Repo } from "./client.ts";

/**
 * A memory of what never changes under its name (a folder of a commit, a repository's id) or of what GitHub answered to our own last write:
 * it spares requests and is never a truth, and a new process begins without it. The oldest is forgotten first.
 */
export class Remembered<Value> {
  readonly #repos = new WeakMap<Repo, Map<string, Value>>();
  readonly #max: number;

  /** @param max so many are kept for each repository */
  constructor(max: number) {
    this.#max = max;
  }

  get(repo: Repo, name: string): Value | undefined {
    return this.#repos.get(repo)?.get(name);
  }

  set(repo: Repo, name: string, value: Value): void {
    const kept = this.#repos.get(repo) ?? new Map<string, Value>();
    this.#repos.set(repo, kept.set(name, value));
    const [oldest] = kept.keys();
    if (kept.size > this.#max && oldest !== undefined) kept.delete(oldest);
  }

  /** @returns whether it was known */
  forget(repo: Repo, name: string): boolean {
    return this.#repos.get(repo)?.delete(name) ?? false;
  }

  /** @param isKept what is not there may only be late, and is looked for again */
  async read(
    repo: Repo,
    name: string,
    { read, isKept = () => true }: { read: () => Promise<Value>; isKept?: (value: Value) => boolean },
  ): Promise<Value> {
    const known = this.get(repo, name);
    if (known !== undefined) return known;
    const value = await read();
    if (isKept(value)) this.set(repo, name, value);
    return value;
  }
}

/** Does the name stand for one exact commit, tree or blob? A branch's does not. */
export function isExact(sha: string): boolean {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(sha);
}
