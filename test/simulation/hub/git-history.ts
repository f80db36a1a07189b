import type { Commit, LogQuery } from "#src/local/hub/git/git.ts";
import type { GitObjects } from "./git-objects.ts";
import { compareTrees, entryAt, isWithin } from "./git-trees.ts";

/** A set of commits as bits, by the order in which they were first seen: parents before children. */
type Bits = Uint32Array;

/** Who descends from whom. Each commit's ancestors, itself among them, are worked out once. */
export class GitHistory {
  readonly #objects: GitObjects;
  readonly #places = new Map<string, number>();
  readonly #order: string[] = [];
  readonly #ancestors: Bits[] = [];

  constructor(objects: GitObjects) {
    this.#objects = objects;
  }

  isAncestor(ancestor: string, descendant: string): boolean {
    if (!this.#objects.commit(ancestor) || !this.#objects.commit(descendant)) return false;
    return has(this.#of(descendant), this.#place(ancestor));
  }

  count(from: string, to: string): number {
    let count = 0;
    for (const _ of this.#members(this.#reached(to, [from]))) count += 1;
    return count;
  }

  /** The best common ancestors, newest first: none of them is another's ancestor. */
  mergeBases(one: string, other: string): string[] {
    const [left, right] = [this.#of(one), this.#of(other)];
    const common = new Uint32Array(Math.min(left.length, right.length));
    for (let at = 0; at < common.length; at += 1) common[at] = (left[at] ?? 0) & (right[at] ?? 0);
    const best: string[] = [];
    for (const sha of this.#members(common).reverse())
      if (!best.some((base) => this.isAncestor(sha, base))) best.push(sha);
    return best.sort((a, b) => this.#objects.committedAt(b) - this.#objects.committedAt(a));
  }

  /** As `git log` lists them: newest first, and those that became known first among the equally old. */
  log({ from, not = [], skip = 0, max = Infinity, path }: LogQuery): Commit[] {
    if (!this.#objects.commit(from)) return [];
    const wanted = this.#reached(from, not);
    const listed: Commit[] = [];
    const queue: Commit[] = [];
    const seen = new Set<string>();
    const add = (sha: string): void => {
      if (seen.has(sha) || !has(wanted, this.#place(sha))) return;
      seen.add(sha);
      const commit = this.#must(sha);
      const seconds = this.#objects.committedAt(sha);
      const at = queue.findIndex((one) => this.#objects.committedAt(one.sha) < seconds);
      queue.splice(at === -1 ? queue.length : at, 0, commit);
    };
    add(from);
    for (let next = queue.shift(); next && listed.length < skip + max; next = queue.shift()) {
      const { isShown, parents } =
        path === undefined ? { isShown: true, ...next } : this.#simplify(next, path, wanted);
      if (isShown) listed.push(next);
      for (const parent of parents) add(parent);
    }
    return listed.slice(skip);
  }

  /** Do commits that none of these reach change something below the directory against all their parents? */
  bringsChange(sha: string, known: Iterable<string>, directory: string): boolean {
    return this.log({ from: sha, not: [...known], path: directory }).some(({ tree, parents }) => {
      const changed = (parents.length === 0 ? [null] : parents).map(
        (parent) => new Set(compareTrees(this.#objects, parent, tree).map((one) => one.path)),
      );
      const below = [...(changed[0] ?? [])].filter((one) => isWithin(one, directory));
      return below.some((one) => changed.every((paths) => paths.has(one)));
    });
  }

  /** `git log`'s history simplification: a commit that left the path as one parent had it stands for nothing but that parent. */
  #simplify(commit: Commit, path: string, wanted: Bits): { isShown: boolean; parents: string[] } {
    const at = (sha: string) => entryAt(this.#objects, this.#must(sha).tree, path);
    const mine = at(commit.sha);
    if (commit.parents.length === 0) return { isShown: mine !== undefined, parents: [] };
    const same = commit.parents.map((parent) => {
      const theirs = at(parent);
      return theirs?.sha === mine?.sha && theirs?.mode === mine?.mode;
    });
    const isWanted = commit.parents.map((parent) => has(wanted, this.#place(parent)));
    const follow = commit.parents.find((_, nth) => same[nth] && isWanted[nth]);
    if (follow !== undefined) return { isShown: false, parents: [follow] };
    const relevant = isWanted.includes(true) ? same.filter((_, nth) => isWanted[nth]) : same;
    return { isShown: relevant.includes(false), parents: commit.parents };
  }

  #must(sha: string): Commit {
    const commit = this.#objects.commit(sha);
    if (!commit) throw new Error(`${sha} is no commit`);
    return commit;
  }

  #place(sha: string): number {
    this.#of(sha);
    return this.#places.get(sha) ?? -1;
  }

  #of(sha: string): Bits {
    const known = this.#places.get(sha);
    if (known !== undefined) return this.#ancestors[known] ?? new Uint32Array();
    const parents = this.#must(sha).parents.map((parent) => this.#of(parent));
    const place = this.#order.push(sha) - 1;
    const bits = new Uint32Array((place >>> 5) + 1);
    for (const parent of parents) join(bits, parent);
    bits[place >>> 5] = (bits[place >>> 5] ?? 0) | (1 << (place & 31));
    this.#places.set(sha, place);
    this.#ancestors[place] = bits;
    return bits;
  }

  /** What `from` reaches and none of `not` does. */
  #reached(from: string, not: readonly string[]): Bits {
    const bits = this.#of(from).slice();
    for (const sha of not) {
      if (!this.#objects.commit(sha)) continue;
      const gone = this.#of(sha);
      for (let at = 0; at < bits.length; at += 1) bits[at] = (bits[at] ?? 0) & ~(gone[at] ?? 0);
    }
    return bits;
  }

  #members(bits: Bits): string[] {
    const members: string[] = [];
    for (let at = 0; at < bits.length; at += 1)
      for (let word = bits[at] ?? 0; word !== 0; word &= word - 1)
        members.push(this.#order[at * 32 + 31 - Math.clz32(word & -word)] ?? "");
    return members;
  }
}

const has = (bits: Bits, place: number): boolean => (((bits[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 1;

function join(into: Bits, from: Bits): void {
  for (let at = 0; at < from.length; at += 1) into[at] = (into[at] ?? 0) | (from[at] ?? 0);
}
