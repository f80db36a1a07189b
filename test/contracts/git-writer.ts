import type { Git, Signature } from "#src/local/hub/git/git.ts";

/** Text, or a file with a mode of its own; `null` takes it away. */
export type File = string | Buffer | { mode: string; content: string } | null;

/** Writes commits one minute apart, so that their order is never left to chance. */
export class GitWriter {
  readonly git: Git;
  #minute = 0;

  constructor(git: Git) {
    this.git = git;
  }

  async tree(files: Record<string, File>, base: string | null = null): Promise<string> {
    const changes = [];
    for (const [path, file] of Object.entries(files)) {
      const plain =
        typeof file === "string" || Buffer.isBuffer(file) ? { mode: "100644", content: file } : file;
      const sha = plain && (await this.git.writeBlob(Buffer.from(plain.content)));
      changes.push({ path, mode: plain?.mode ?? "100644", sha });
    }
    return this.git.writeTree(base, changes);
  }

  /** A commit like its first parent but for these files. */
  async commit(files: Record<string, File>, ...parents: string[]): Promise<string> {
    return this.commitTree(await this.tree(files, parents[0] ?? null), ...parents);
  }

  commitTree(tree: string, ...parents: string[]): Promise<string> {
    const who = this.#signature();
    const message = `Commit ${this.#minute}\n\nBecause.\n`;
    return this.git.writeCommit({ tree, parents, author: who, committer: who, message });
  }

  /** A merge of two commits that must not conflict. */
  async merge(ours: string, theirs: string): Promise<string> {
    const merged = await this.git.mergeTrees(ours, theirs);
    if (!("tree" in merged)) throw new Error(`conflict in ${merged.conflicts.join(", ")}`);
    return this.commitTree(merged.tree, ours, theirs);
  }

  /** All files of a revision with their contents. */
  async files(revision: string): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const { type, path, sha } of await this.git.readTree(revision, { recursive: true }))
      if (type === "blob") found[path] = (await this.git.readBlob(sha)).toString("utf8");
    return found;
  }

  #signature(): Signature {
    this.#minute += 1;
    const date = `${new Date(Date.UTC(2026, 0, 1, 0, this.#minute)).toISOString().slice(0, 19)}Z`;
    return { name: "Ada", email: "ada@example.com", date };
  }
}

/** Numbered lines, some of them said differently. */
export function lines(count: number, other: Record<number, string> = {}): string {
  const all = Array.from({ length: count }, (_, at) => other[at + 1] ?? `line ${at + 1}`);
  return all.map((line) => `${line}\n`).join("");
}
