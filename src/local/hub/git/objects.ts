import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bare } from "./bare.ts";
import { resolve } from "./resolve.ts";
import { isSha, type ObjectType, type TreeChange, type TreeEntry } from "./git.ts";

/** The type of an object, or nothing when there is none of that name. */
export async function typeOf(bare: Bare, sha: string): Promise<ObjectType | undefined> {
  return isSha(sha) ? (await bare.objects.info(sha))?.type : undefined;
}

export async function readBlob(bare: Bare, sha: string): Promise<Buffer> {
  const found = isSha(sha) ? await bare.objects.contents(sha) : undefined;
  if (found?.type !== "blob") throw new Error(`there is no blob ${sha} in ${bare.path}`);
  return found.bytes;
}

/** The file at a path of a revision. */
export async function readFile(bare: Bare, revision: string, path: string): Promise<Buffer | undefined> {
  // For git, a path that begins with `./` is one below its working directory.
  if (/^\.{1,2}\//.test(path)) return undefined;
  const commit = await resolve(bare, revision);
  const found = commit === undefined ? undefined : await bare.objects.contents(`${commit}:${path}`);
  return found?.type === "blob" ? found.bytes : undefined;
}

export function writeBlob(bare: Bare, content: Buffer): Promise<string> {
  return bare.text(["hash-object", "-w", "--stdin"], { input: content });
}

/** The entries of a revision's tree, or of one of its directories. */
export async function readTree(
  bare: Bare,
  revision: string,
  options: { recursive?: boolean; directory?: string | undefined } = {},
): Promise<TreeEntry[]> {
  const root = await rootOf(bare, revision);
  const treeish = options.directory ? `${root}:${options.directory}` : root;
  return listTree(bare, options.recursive ? ["-r", "-t"] : [], treeish);
}

/** What a revision has at exactly this path. */
export async function entryAt(bare: Bare, revision: string, path: string): Promise<TreeEntry | undefined> {
  const at = path.replace(/\/+$/, "");
  return at === "" ? undefined : (await listTree(bare, [], await rootOf(bare, revision), at))[0];
}

/** By its hash if it has one: what that holds never changes. */
async function rootOf(bare: Bare, revision: string): Promise<string> {
  return (isSha(revision) ? undefined : await resolve(bare, revision)) ?? revision;
}

async function listTree(bare: Bare, flags: string[], treeish: string, at?: string): Promise<TreeEntry[]> {
  const command = ["ls-tree", "-z", "-l", "--full-tree", ...flags, treeish, ...(at ? ["--", at] : [])];
  const literal = { env: { GIT_LITERAL_PATHSPECS: "1" } };
  const [root = ""] = treeish.split(":", 1);
  const text = isSha(root) ? await bare.fact(command, literal) : await bare.maybe(command, literal);
  return (text ?? "").split("\0").filter(Boolean).map(entryOf);
}

function entryOf(line: string): TreeEntry {
  const [facts = "", path = ""] = line.split("\t", 2);
  const [mode = "", type = "", sha = "", size = ""] = facts.split(/ +/);
  return { mode, type: type as TreeEntry["type"], sha, size: size === "-" ? null : Number(size), path };
}

/** A tree like `base` but for the changes. Throws with git's words when they contradict each other. */
export async function writeTree(bare: Bare, base: string | null, changes: TreeChange[]): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "tree-"));
  // `read-tree --prefix` wants a work tree, though it writes nothing there.
  const env = { GIT_INDEX_FILE: join(dir, "index"), GIT_WORK_TREE: dir };
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
