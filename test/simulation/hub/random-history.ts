import type { Random } from "../parts.ts";
import { type File, GitWriter } from "#test/contracts/git-writer.ts";
import type { Git } from "#src/local/hub/git/git.ts";

const PATHS = [
  "a.txt",
  "b.txt",
  "src/c.txt",
  "src/deep/d.txt",
  "src/deep/e.txt",
  "docs/f.txt",
  "docs",
  "src/deep",
];

/** A line says where it is from, so that no file looks like another one's copy. */
const lineOf = (path: string, random: Random): string => `${path} says ${random.int(1_000_000)}`;

/**
 * The same drawn history in any git: topics leave main, take it in and land on it. What is told at every step is told
 * in words, so that two gits can be compared.
 */
export class RandomHistory {
  readonly #writer: GitWriter;
  readonly #git: Git;
  readonly #random: Random;
  readonly #topics: string[] = [];
  readonly commits: string[] = [];

  constructor(git: Git, random: Random) {
    this.#git = git;
    this.#writer = new GitWriter(git);
    this.#random = random;
  }

  async begin(): Promise<void> {
    await this.#git.create("main");
    const files = Object.fromEntries(PATHS.slice(0, 5).map((path) => [path, this.#text(path, 30)]));
    await this.#land("refs/heads/main", await this.#writer.commit(files));
  }

  /** One step, told. */
  async step(): Promise<string> {
    const roll = this.#random.int(10);
    if (roll < 2 || this.#topics.length === 0) return this.#branch();
    const topic = this.#random.pick(this.#topics);
    if (roll < 7) return this.#commit(topic);
    if (roll < 8) return this.#merge("refs/heads/main", topic);
    if (roll < 9) return this.#merge(topic, "refs/heads/main");
    return this.#commit("refs/heads/main");
  }

  async #branch(): Promise<string> {
    const ref = `refs/heads/topic/${this.#topics.length}`;
    this.#topics.push(ref);
    await this.#git.setRef(ref, await this.#tip("refs/heads/main"));
    return `branch ${ref}`;
  }

  async #commit(ref: string): Promise<string> {
    const tip = await this.#tip(ref);
    const files: Record<string, File> = {};
    for (let n = this.#random.between(1, 3); n > 0; n -= 1) {
      const path = this.#random.pick(PATHS);
      // Not a file and what would be below it in one commit.
      if (Object.keys(files).some((other) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`)))
        continue;
      files[path] = await this.#change(tip, path);
    }
    return `commit ${await this.#land(ref, await this.#writer.commit(files, tip))} on ${ref}`;
  }

  async #change(tip: string, path: string): Promise<File> {
    const old = (await this.#git.readFile(tip, path))?.toString("utf8");
    if (old === undefined) return this.#text(path, this.#random.between(0, 15));
    if (this.#random.chance(0.15)) return null;
    const all = old.split("\n").slice(0, -1);
    for (let n = this.#random.between(1, 2); n > 0; n -= 1) {
      const more = Array.from({ length: this.#random.int(3) }, () => lineOf(path, this.#random));
      all.splice(this.#random.int(all.length + 1), this.#random.int(3), ...more);
    }
    return all.map((line) => `${line}\n`).join("");
  }

  async #merge(into: string, from: string): Promise<string> {
    const [ours, theirs] = [await this.#tip(into), await this.#tip(from)];
    const merged = await this.#git.mergeTrees(ours, theirs);
    if (!("tree" in merged)) {
      // Git calls a file that stands where a directory is by another name.
      const names = merged.conflicts.map((path) => path.replace(/~.*/, ""));
      return `conflict of ${into} and ${from} in ${[...new Set(names)].toSorted().join(", ")}`;
    }
    if (await this.#git.isAncestor(theirs, ours)) return `${into} has ${from}`;
    return `merge ${await this.#land(into, await this.#writer.commitTree(merged.tree, ours, theirs))} into ${into}`;
  }

  async #land(ref: string, sha: string): Promise<string> {
    this.commits.push(sha);
    const brings = await this.#git.bringsChange(sha, "src");
    await this.#git.setRef(ref, sha);
    return `${sha}${brings ? " with news in src" : ""}`;
  }

  async #tip(ref: string): Promise<string> {
    return (await this.#git.readRef(ref)) ?? "";
  }

  #text(path: string, count: number): string {
    return Array.from({ length: count }, () => `${lineOf(path, this.#random)}\n`).join("");
  }
}
