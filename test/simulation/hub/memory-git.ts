import {
  type Commit,
  type FileDiff,
  type Git,
  isPlainRevision,
  isSha,
  type LogQuery,
  type MergeTry,
  type NewCommit,
  type ObjectType,
  type RefMove,
  type Touched,
  type TreeChange,
  type TreeEntry,
} from "#src/local/hub/git/git.ts";
import { diffTrees, touchedBy } from "./git-diff.ts";
import { GitHistory } from "./git-history.ts";
import { mergeThree } from "./git-merge.ts";
import { GitObjects } from "./git-objects.ts";
import { GitRefs, isRefName } from "./git-refs.ts";
import { changeTree, compareTrees, entryAt, isWithin, listTree, shown } from "./git-trees.ts";

/** Git in memory: the same objects under the same names as git's own, without a process or a file. */
export class MemoryGit implements Git {
  readonly #objects = new GitObjects();
  readonly #history = new GitHistory(this.#objects);
  readonly #refs = new GitRefs(this.#objects);
  /** Answers that can never change, since their questions name objects. */
  readonly #merges = new Map<string, MergeTry>();
  readonly #diffs = new Map<string, FileDiff[]>();
  #head: string | undefined;

  async create(defaultBranch: string): Promise<void> {
    this.#head ??= `refs/heads/${defaultBranch}`;
    this.#objects.writeTree(new Map());
  }

  async typeOf(sha: string): Promise<ObjectType | undefined> {
    return this.#objects.typeOf(sha);
  }

  async readBlob(sha: string): Promise<Buffer> {
    return this.#objects.blob(sha);
  }

  async readFile(revision: string, path: string): Promise<Buffer | undefined> {
    const entry = await this.entryAt(revision, path);
    return entry?.type === "blob" ? this.#objects.blob(entry.sha) : undefined;
  }

  async writeBlob(content: Buffer): Promise<string> {
    return this.#objects.writeBlob(Buffer.from(content));
  }

  async readTree(
    revision: string,
    { recursive = false, directory }: { recursive?: boolean; directory?: string | undefined } = {},
  ): Promise<TreeEntry[]> {
    const root = this.#treeOf(revision);
    if (root === undefined || !directory)
      return root === undefined ? [] : listTree(this.#objects, root, recursive);
    const entry = entryAt(this.#objects, root, directory);
    return entry?.mode === "040000" ? listTree(this.#objects, entry.sha, recursive) : [];
  }

  async entryAt(revision: string, path: string): Promise<TreeEntry | undefined> {
    const root = this.#treeOf(revision);
    const plain = path.replace(/\/+$/, "");
    const entry = root === undefined || plain === "" ? undefined : entryAt(this.#objects, root, plain);
    return entry && shown(this.#objects, plain, entry);
  }

  async writeTree(base: string | null, changes: TreeChange[]): Promise<string> {
    return changeTree(this.#objects, base, changes);
  }

  async resolve(revision: string): Promise<string | undefined> {
    return this.#resolve(revision);
  }

  async readCommit(revision: string): Promise<Commit | undefined> {
    const sha = this.#resolve(revision);
    return sha === undefined ? undefined : this.#objects.commit(sha);
  }

  async writeCommit(commit: NewCommit): Promise<string> {
    return this.#objects.writeCommit(commit);
  }

  async log(query: LogQuery): Promise<Commit[]> {
    return this.#history.log(query);
  }

  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return this.#history.isAncestor(ancestor, descendant);
  }

  async mergeBase(one: string, other: string): Promise<string | undefined> {
    return this.#history.mergeBases(one, other)[0];
  }

  async countCommits(from: string, to: string): Promise<number> {
    return this.#history.count(from, to);
  }

  async mergeTrees(ours: string, theirs: string): Promise<MergeTry> {
    const question = `${ours} ${theirs}`;
    const answer = this.#merges.get(question) ?? this.#merge(ours, theirs);
    this.#merges.set(question, answer);
    return answer;
  }

  async diffFiles(from: string | null, to: string): Promise<FileDiff[]> {
    const question = `${from} ${to}`;
    const answer = this.#diffs.get(question) ?? diffTrees(this.#objects, from, to);
    this.#diffs.set(question, answer);
    return answer;
  }

  async changedPaths(from: string, to: string, directory?: string): Promise<string[]> {
    const paths = compareTrees(this.#objects, from, to).map(({ path }) => path);
    return directory === undefined ? paths : paths.filter((path) => isWithin(path, directory));
  }

  async touchedFiles(commits: string[]): Promise<Map<string, Touched>> {
    const known = commits.flatMap((sha) => this.#objects.commit(sha) ?? []);
    return new Map(known.map(({ sha, tree, parents }) => [sha, touchedBy(this.#objects, tree, parents)]));
  }

  async bringsChange(sha: string, directory: string): Promise<boolean> {
    return this.#history.bringsChange(sha, this.#refs.values(), directory);
  }

  async refs(...folders: string[]): Promise<Map<string, string>> {
    return this.#refs.list(folders);
  }

  async readRef(ref: string): Promise<string | undefined> {
    return this.#refs.get(ref);
  }

  async moveRef(move: RefMove): Promise<{ refused: string } | undefined> {
    return this.#refs.move(move);
  }

  async setRef(ref: string, sha: string): Promise<void> {
    this.#refs.set(ref, sha);
  }

  async isRefName(ref: string): Promise<boolean> {
    return isRefName(ref);
  }

  /** Two merge bases are merged first, as git does. Of more, or when they conflict, the newest counts; git goes on with its markers in them. */
  #merge(ours: string, theirs: string): MergeTry {
    const [base, other, ...more] = this.#history.mergeBases(ours, theirs);
    const tree = (commit: string) => this.#objects.commit(commit)?.tree ?? commit;
    const both =
      base !== undefined && other !== undefined && more.length === 0 ? this.#merge(base, other) : undefined;
    const from = both && "tree" in both ? both.tree : base === undefined ? null : tree(base);
    return mergeThree(this.#objects, from, tree(ours), tree(theirs));
  }

  #treeOf(revision: string): string | undefined {
    if (this.#objects.typeOf(revision) === "tree") return revision;
    const sha = this.#resolve(revision);
    return sha === undefined ? undefined : this.#objects.commit(sha)?.tree;
  }

  /** Branches before tags before everything else that git would take the name for. */
  #resolve(revision: string): string | undefined {
    if (!isPlainRevision(revision)) return undefined;
    if (isSha(revision)) return this.#objects.commit(revision)?.sha;
    const names = revision.startsWith("refs/")
      ? [revision]
      : [`refs/heads/${revision}`, `refs/tags/${revision}`, `refs/${revision}`];
    if (revision === "HEAD" && this.#head !== undefined) names.push(this.#head);
    for (const name of names) {
      const sha = this.#refs.get(name);
      if (sha !== undefined && this.#objects.commit(sha)) return sha;
    }
    if (!/^[0-9a-f]{4,39}$/.test(revision)) return undefined;
    const [found, ...more] = this.#objects.commitsNamed(revision);
    return more.length === 0 ? found : undefined;
  }
}
