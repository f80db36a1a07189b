import { hash } from "node:crypto";
import type { Commit, NewCommit, ObjectType, Signature } from "#src/local/hub/git/git.ts";

/** One name of a tree. Modes are as the API writes them, `040000` for a tree. */
export type Entry = Readonly<{ mode: string; sha: string }>;
export type Tree = ReadonlyMap<string, Entry>;

type Stored =
  | Readonly<{ type: "blob"; bytes: Buffer }>
  | Readonly<{ type: "tree"; tree: Tree }>
  | Readonly<{ type: "commit"; commit: Commit; seconds: number }>;

export const isTree = (entry: Entry | undefined): boolean => entry?.mode === "040000";

const EMPTY: Tree = new Map();

/** Blobs, trees and commits under the names that git gives them (SHA-1 of their canonical bytes), in memory. */
export class GitObjects {
  readonly #all = new Map<string, Stored>();

  typeOf(sha: string): ObjectType | undefined {
    return this.#all.get(sha)?.type;
  }

  blob(sha: string): Buffer {
    const found = this.#all.get(sha);
    if (found?.type !== "blob") throw new Error(`${sha} is no blob`);
    return found.bytes;
  }

  /** The empty tree for `null`. */
  tree(sha: string | null): Tree {
    if (sha === null) return EMPTY;
    const found = this.#all.get(sha);
    if (found?.type === "commit") return this.tree(found.commit.tree);
    if (found?.type !== "tree") throw new Error(`${sha} is no tree`);
    return found.tree;
  }

  commit(sha: string): Commit | undefined {
    const found = this.#all.get(sha);
    return found?.type === "commit" ? found.commit : undefined;
  }

  /** When a commit was committed, in seconds since the epoch. */
  committedAt(sha: string): number {
    const found = this.#all.get(sha);
    return found?.type === "commit" ? found.seconds : 0;
  }

  /** The commits whose name begins so. */
  commitsNamed(prefix: string): string[] {
    return [...this.#all].flatMap(([sha, { type }]) =>
      type === "commit" && sha.startsWith(prefix) ? [sha] : [],
    );
  }

  writeBlob(bytes: Buffer): string {
    return this.#keep("blob", bytes, () => ({ type: "blob", bytes }));
  }

  /** @param entries without empty directories */
  writeTree(entries: Tree): string {
    const sorted = [...entries].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
    const parts = sorted.flatMap(([name, { mode, sha }]) => [
      Buffer.from(`${mode.replace(/^0/, "")} ${name}\0`),
      Buffer.from(sha, "hex"),
    ]);
    return this.#keep("tree", Buffer.concat(parts), () => ({ type: "tree", tree: new Map(sorted) }));
  }

  writeCommit(wanted: NewCommit): string {
    if (this.typeOf(wanted.tree) !== "tree") throw new Error(`${wanted.tree} is no tree`);
    for (const parent of wanted.parents) if (!this.commit(parent)) throw new Error(`${parent} is no commit`);
    const [author, committer] = [written(wanted.author), written(wanted.committer)];
    const lines = [
      `tree ${wanted.tree}`,
      ...wanted.parents.map((parent) => `parent ${parent}`),
      `author ${author.line}`,
      `committer ${committer.line}`,
    ];
    const bytes = Buffer.from(`${lines.join("\n")}\n\n${wanted.message}`);
    const commit = {
      tree: wanted.tree,
      parents: [...wanted.parents],
      author: author.read,
      committer: committer.read,
      message: wanted.message.trimEnd(),
    };
    const { seconds } = committer;
    return this.#keep("commit", bytes, (sha) => ({ type: "commit", commit: { sha, ...commit }, seconds }));
  }

  #keep(type: ObjectType, bytes: Buffer, make: (sha: string) => Stored): string {
    const sha = hash("sha1", Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes]), "hex");
    if (!this.#all.has(sha)) this.#all.set(sha, make(sha));
    return sha;
  }
}

/** Git sorts a directory as if its name ended in a slash. */
const keyOf = ([name, entry]: readonly [string, Entry]): string => (isTree(entry) ? `${name}/` : name);

function written(signature: Signature): { line: string; read: Signature; seconds: number } {
  const seconds = Math.floor(Date.parse(signature.date) / 1000);
  const zone = /([+-])(\d\d):?(\d\d)$/.exec(signature.date);
  const [name, email] = [bare(signature.name), bare(signature.email)];
  return {
    line: `${name} <${email}> ${seconds} ${zone ? `${zone[1]}${zone[2]}${zone[3]}` : "+0000"}`,
    read: { name, email, date: `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z` },
    seconds,
  };
}

/** What git leaves of a name: no angle brackets, no line breaks, no punctuation round it. */
function bare(text: string): string {
  return text.replaceAll(/[<>\n]/g, "").replaceAll(/^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/g, "");
}
