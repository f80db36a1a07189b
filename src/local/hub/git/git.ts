/** What a name in the object database stands for. */
export type ObjectType = "blob" | "tree" | "commit" | "tag";

export type TreeEntry = {
  mode: string;
  type: "blob" | "tree" | "commit";
  sha: string;
  size: number | null;
  path: string;
};

/** What a new tree has at a path; `sha: null` takes it away. */
export type TreeChange = { path: string; mode: string; sha: string | null };

/** `date` is ISO 8601; in UTC when it is read. */
export type Signature = { name: string; email: string; date: string };

export type NewCommit = {
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  message: string;
};

export type Commit = NewCommit & { sha: string };

/** Which commits to list: those that `from` reaches and none of `not` does, by their hashes. */
export type LogQuery = {
  from: string;
  not?: readonly string[];
  skip?: number;
  max?: number;
  /** Only those that changed this file or directory. */
  path?: string;
};

export type MergeTry = { tree: string } | { conflicts: string[] };

export type FileDiff = {
  path: string;
  previousPath: string | null;
  status: "added" | "removed" | "modified" | "renamed";
  sha: string;
  additions: number;
  deletions: number;
  /** The unified diff from its first `@@` on; nothing for binary files and pure renames. */
  patch: string | null;
};

export type Touched = { added: string[]; removed: string[]; modified: string[] };

/** `from` null: it must not exist yet. `to` null: it shall go. */
export type RefMove = { ref: string; from: string | null; to: string | null };

/**
 * One repository's git, as the hub needs it. A `revision` is a hash, a branch, a tag or a full ref. What is not there is
 * `undefined` or empty; what cannot be done is an error.
 */
export interface Git {
  /** Makes the repository, unless it is there. */
  create(defaultBranch: string): Promise<void>;

  typeOf(sha: string): Promise<ObjectType | undefined>;
  readBlob(sha: string): Promise<Buffer>;
  /** The file at a path of a revision. */
  readFile(revision: string, path: string): Promise<Buffer | undefined>;
  writeBlob(content: Buffer): Promise<string>;
  /** The entries of a revision's tree, or of one of its directories; their paths begin there. */
  readTree(
    revision: string,
    options?: { recursive?: boolean; directory?: string | undefined },
  ): Promise<TreeEntry[]>;
  /** What a revision has at exactly this path. */
  entryAt(revision: string, path: string): Promise<TreeEntry | undefined>;
  /** A tree like `base` but for the changes; throws when they contradict each other. */
  writeTree(base: string | null, changes: TreeChange[]): Promise<string>;

  /** The commit that a branch, tag, full ref or (short) sha names. */
  resolve(revision: string): Promise<string | undefined>;
  readCommit(revision: string): Promise<Commit | undefined>;
  writeCommit(commit: NewCommit): Promise<string>;
  /** Newest first. */
  log(query: LogQuery): Promise<Commit[]>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  mergeBase(one: string, other: string): Promise<string | undefined>;
  /** How many commits `to` has that `from` has not. */
  countCommits(from: string, to: string): Promise<number>;

  /** Merges two commits in memory: the resulting tree, or the files in conflict. */
  mergeTrees(ours: string, theirs: string): Promise<MergeTry>;
  /** The files in which two commits or trees, named by their hash, differ. `from` null compares with the empty tree. */
  diffFiles(from: string | null, to: string): Promise<FileDiff[]>;
  /** Their paths only, a renamed file under both; below a directory where one is given. */
  changedPaths(from: string, to: string, directory?: string): Promise<string[]>;
  /** The files that each of these commits touches, by commit; merges are left out. */
  touchedFiles(commits: string[]): Promise<Map<string, Touched>>;
  /** Do commits that no ref has yet change something below the directory against all their parents? */
  bringsChange(sha: string, directory: string): Promise<boolean>;

  /** All refs below these folders (`refs/heads`), or all there are, in the order of their names. */
  refs(...folders: string[]): Promise<Map<string, string>>;
  readRef(ref: string): Promise<string | undefined>;
  /** Moves a ref from where it was seen; answers with git's reason when it is not there any more or may not be. */
  moveRef(move: RefMove): Promise<{ refused: string } | undefined>;
  /** Points a ref at an object, wherever it was. */
  setRef(ref: string, sha: string): Promise<void>;
  /** May a ref be called this? */
  isRefName(ref: string): Promise<boolean>;
}

export const isSha = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/** A revision that is safe to hand to git: no range, no `@{…}`, no path, no option. */
export const isPlainRevision = (text: string): boolean => /^[^\s:^~?*[\\@{-][^\s:^~?*[\\]*$/.test(text);

export const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
