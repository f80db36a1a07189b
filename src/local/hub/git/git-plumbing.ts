import type { Bare } from "./bare.ts";
import { log, readCommit, writeCommit } from "./commits.ts";
import { createBare } from "./create.ts";
import { bringsChange, changedPaths, diffFiles, touchedFiles } from "./diff.ts";
import type { Git, LogQuery, NewCommit, RefMove, TreeChange } from "./git.ts";
import { countCommits, isAncestor, mergeBase, mergeTrees } from "./merge.ts";
import { entryAt, readBlob, readFile, readTree, typeOf, writeBlob, writeTree } from "./objects.ts";
import { isRefName, listRefs, moveRef, readRef } from "./refs.ts";
import { resolve } from "./resolve.ts";

/** Git by its plumbing commands on a bare repository. */
export class GitPlumbing implements Git {
  readonly #bare: Bare;

  constructor(bare: Bare) {
    this.#bare = bare;
  }

  create = (defaultBranch: string) => createBare(this.#bare, defaultBranch);

  typeOf = (sha: string) => typeOf(this.#bare, sha);
  readBlob = (sha: string) => readBlob(this.#bare, sha);
  readFile = (revision: string, path: string) => readFile(this.#bare, revision, path);
  writeBlob = (content: Buffer) => writeBlob(this.#bare, content);
  readTree = (revision: string, options: Parameters<Git["readTree"]>[1] = {}) =>
    readTree(this.#bare, revision, options);
  entryAt = (revision: string, path: string) => entryAt(this.#bare, revision, path);
  writeTree = (base: string | null, changes: TreeChange[]) => writeTree(this.#bare, base, changes);

  resolve = (revision: string) => resolve(this.#bare, revision);
  readCommit = (revision: string) => readCommit(this.#bare, revision);
  writeCommit = (commit: NewCommit) => writeCommit(this.#bare, commit);
  log = (query: LogQuery) => log(this.#bare, query);
  isAncestor = (ancestor: string, descendant: string) => isAncestor(this.#bare, ancestor, descendant);
  mergeBase = (one: string, other: string) => mergeBase(this.#bare, one, other);
  countCommits = (from: string, to: string) => countCommits(this.#bare, from, to);

  mergeTrees = (ours: string, theirs: string) => mergeTrees(this.#bare, ours, theirs);
  diffFiles = (from: string | null, to: string) => diffFiles(this.#bare, from, to);
  changedPaths = (from: string, to: string, directory?: string) =>
    changedPaths(this.#bare, { from, to, directory });
  touchedFiles = (commits: string[]) => touchedFiles(this.#bare, commits);
  bringsChange = (sha: string, directory: string) => bringsChange(this.#bare, sha, directory);

  refs = (...folders: string[]) => listRefs(this.#bare, folders);
  readRef = (ref: string) => readRef(this.#bare, ref);
  moveRef = (move: RefMove) => moveRef(this.#bare, move);
  setRef = async (ref: string, sha: string): Promise<void> => {
    await this.#bare.bytes(["update-ref", ref, sha]);
  };
  isRefName = (ref: string) => isRefName(this.#bare, ref);
}
