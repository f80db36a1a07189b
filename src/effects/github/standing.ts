import { z } from "zod";
import type { Repo } from "./client.ts";
import { isExact, Remembered } from "./remembered.ts";
import { knownFiles, type TreeFile } from "./repository.ts";

/**
 * What a commit has at a path: nothing, or a file with its mode; or what a file written there would go through or replace, in words.
 */
export type Standing =
  | Readonly<{ mode?: "100644" | "100755" }>
  | Readonly<{ obstacle: "symlink" | "submodule" | "path"; words: string }>;

/**
 * What a commit has at these paths: by its listing where that is known, else read folder by folder, which unlike a listing of everything
 * GitHub never cuts short.
 */
export async function readStanding(
  repo: Repo,
  sha: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const files = knownFiles(repo, sha);
  if (files !== undefined) return listedStandings(files, paths);
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
    if (isLast && entry.type === "tree") return { obstacle: "path", words: `${at} is a folder` };
    if (isLast || entry.type !== "tree") return standingOn(entry, at, isLast);
    tree = entry.sha;
  }
  return {};
}

/** A listing holds no folders, but every file with its whole path. */
function listedStandings(
  files: readonly TreeFile[],
  paths: readonly string[],
): ReadonlyMap<string, Standing> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const standing = (path: string): Standing => {
    const names = path.split("/");
    const at = names.map((_, depth) => names.slice(0, depth + 1).join("/")).find((each) => byPath.has(each));
    const file = byPath.get(at ?? "");
    if (at !== undefined && file !== undefined) return standingOn(file, at, at === path);
    const isFolder = files.some((each) => each.path.startsWith(`${path}/`));
    return isFolder ? { obstacle: "path", words: `${path} is a folder` } : {};
  };
  return new Map(paths.map((path) => [path, standing(path)]));
}

/** What is no folder, at the path itself or on the way to it. */
function standingOn({ mode }: { mode: string }, at: string, isLast: boolean): Standing {
  if (mode === "120000") return { obstacle: "symlink", words: `${at} is a symbolic link` };
  if (mode === "160000") return { obstacle: "submodule", words: `${at} is a submodule` };
  if (!isLast) return { obstacle: "path", words: `${at} is a file, not a folder` };
  return { mode: mode === "100755" ? "100755" : "100644" };
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
