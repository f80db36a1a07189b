import { z } from "zod";
import type { Repo } from "./client.ts";
import { isExact, Remembered } from "./remembered.ts";

/**
 * What a commit has at a path: nothing, or a file with its mode; or what a file written there would go through or replace, in words.
 */
export type Standing =
  | Readonly<{ mode?: "100644" | "100755" }>
  | Readonly<{ obstacle: "symlink" | "submodule" | "path"; words: string }>;

/** What a commit has at these paths, read folder by folder: unlike a listing of everything, GitHub never cuts this short. */
export async function readStanding(
  repo: Repo,
  sha: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const folders = new Map<string, ReadonlyMap<string, Entry>>();
  const folder = async (tree: string) => {
    const known = folders.get(tree) ?? (await readFolder(repo, tree));
    folders.set(tree, known);
    return known;
  };
  const standings = new Map<string, Standing>();
  for (const path of paths) standings.set(path, await standingAt(path, sha, folder));
  return standings;
}

async function standingAt(
  path: string,
  commit: string,
  folder: (tree: string) => Promise<ReadonlyMap<string, Entry>>,
): Promise<Standing> {
  const names = path.split("/");
  let tree = commit;
  for (const [depth, name] of names.entries()) {
    const entry = (await folder(tree)).get(name);
    if (entry === undefined) return {};
    const isLast = depth === names.length - 1;
    const at = names.slice(0, depth + 1).join("/");
    if (entry.mode === "120000") return { obstacle: "symlink", words: `${at} is a symbolic link` };
    if (entry.mode === "160000") return { obstacle: "submodule", words: `${at} is a submodule` };
    if (isLast && entry.type === "tree") return { obstacle: "path", words: `${at} is a folder` };
    if (isLast) return { mode: entry.mode === "100755" ? "100755" : "100644" };
    if (entry.type !== "tree") return { obstacle: "path", words: `${at} is a file, not a folder` };
    tree = entry.sha;
  }
  return {};
}

const folders = new Remembered<ReadonlyMap<string, Entry>>(500);

/** @param tree a commit stands for its root folder */
async function readFolder(repo: Repo, tree: string): Promise<ReadonlyMap<string, Entry>> {
  const { octokit, ...where } = repo;
  const read = async () => {
    const { data } = await octokit.rest.git.getTree({ ...where, tree_sha: tree });
    return new Map(Folder.parse(data).tree.map((entry) => [entry.path, entry]));
  };
  return isExact(tree) ? folders.read(repo, tree, { read }) : read();
}

const Entry = z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string() });
type Entry = z.infer<typeof Entry>;
const Folder = z.object({ tree: z.array(Entry) });
