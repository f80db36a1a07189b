import { join } from "node:path";
import { Bare } from "./bare.ts";
import type { Git } from "./git.ts";
import { GitPlumbing } from "./git-plumbing.ts";

/** The bare repositories below a directory, by their `owner/name`. */
export class BareRepositories {
  readonly #dir: string;
  readonly #searchPath: string;
  readonly #bares = new Map<string, Bare>();

  /** @param searchPath the PATH on which `git` is found */
  constructor(dir: string, searchPath: string) {
    this.#dir = dir;
    this.#searchPath = searchPath;
  }

  bare(fullName: string): Bare {
    const bare = this.#bares.get(fullName) ?? new Bare(join(this.#dir, `${fullName}.git`), this.#searchPath);
    this.#bares.set(fullName, bare);
    return bare;
  }

  git(fullName: string): Git {
    return new GitPlumbing(this.bare(fullName));
  }
}
