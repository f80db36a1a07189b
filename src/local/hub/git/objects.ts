import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bare } from "./bare.ts";

export type TreeEntry = {
  mode: string;
  type: "blob" | "tree" | "commit";
  sha: string;
  size: number | null;
  path: string;
};

export const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** The type of an object, or nothing when there is none of that name. */
export function typeOf(bare: Bare, sha: string): Promise<string | undefined> {
  return isSha(sha) ? bare.fact(["cat-file", "-t", sha]) : Promise.resolve(undefined);
}

export const isSha = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

export function readBlob(bare: Bare, sha: string): Promise<Buffer> {
  return bare.bytes(["cat-file", "blob", sha]);
}

export function writeBlob(bare: Bare, content: Buffer): Promise<string> {
  return bare.text(["hash-object", "-w", "--stdin"], { input: content });
}

/** The entries of a tree; `at` looks at one path only. */
export async function readTree(
  bare: Bare,
  treeish: string,
  options: { recursive?: boolean; at?: string } = {},
): Promise<TreeEntry[]> {
  const flags = ["-z", "-l", "--full-tree", ...(options.recursive ? ["-r", "-t"] : [])];
  const command = ["ls-tree", ...flags, treeish, ...(options.at ? ["--", options.at] : [])];
  const literal = { env: { GIT_LITERAL_PATHSPECS: "1" } };
  const text = isSha(treeish) ? await bare.fact(command, literal) : await bare.maybe(command, literal);
  return (text ?? "").split("\0").filter(Boolean).map(entryOf);
}

function entryOf(line: string): TreeEntry {
  const [facts = "", path = ""] = line.split("\t", 2);
  const [mode = "", type = "", sha = "", size = ""] = facts.split(/ +/);
  return { mode, type: type as TreeEntry["type"], sha, size: size === "-" ? null : Number(size), path };
}

/** What a new tree has at a path; `sha: null` takes it away. */
export type TreeChange = { path: string; mode: string; sha: string | null };

/** A tree like `base` but for the changes. Throws with git's words when they contradict each other. */
export async function writeTree(bare: Bare, base: string | null, changes: TreeChange[]): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "tree-"));
  const env = { GIT_INDEX_FILE: join(dir, "index") };
  try {
    await bare.bytes(base ? ["read-tree", base] : ["read-tree", "--empty"], { env });
    for (const one of changes.filter((one) => one.sha === null || one.mode === "040000"))
      await bare.bytes(["rm", "-r", "--cached", "--quiet", "--ignore-unmatch", "--", one.path], {
        env: { ...env, GIT_LITERAL_PATHSPECS: "1" },
      });
    const entries = changes.filter((one) => one.sha !== null && one.mode !== "040000");
    const lines = entries.map((one) => `${one.mode} ${one.sha}\t${one.path}\0`);
    await bare.bytes(["update-index", "-z", "--replace", "--index-info"], { env, input: lines.join("") });
    for (const one of changes)
      if (one.sha !== null && one.mode === "040000")
        await bare.bytes(["read-tree", `--prefix=${one.path}/`, one.sha], { env });
    return await bare.text(["write-tree"], { env });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
