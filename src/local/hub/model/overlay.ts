import { createHash } from "node:crypto";
import type { HubContext } from "../context.ts";
import type { Repo } from "../rows.ts";
import type { TreeEntry } from "../git/git.ts";

/** A file that is offered as if on the default branch, where git has none at that path. Nothing is ever committed. */
export async function overlayFile(
  ctx: HubContext,
  repo: Repo,
  path: string,
): Promise<{ sha: string; bytes: Buffer } | undefined> {
  const text = filesOf(ctx, repo)[path];
  if (text === undefined) return undefined;
  if (await ctx.git(repo).entryAt(`refs/heads/${repo.defaultBranch}`, path)) return undefined;
  const bytes = Buffer.from(text, "utf8");
  return { sha: blobSha(bytes), bytes };
}

/** What the overlay adds to a directory, `path` "" being the root; entries are named as `git ls-tree` would. */
export async function overlayDirectory(
  ctx: HubContext,
  repo: Repo,
  path: string,
  inGit: TreeEntry[],
): Promise<TreeEntry[]> {
  const inside = path === "" ? "" : `${path}/`;
  const names = new Map<string, TreeEntry>();
  for (const [file, text] of Object.entries(filesOf(ctx, repo))) {
    if (!file.startsWith(inside)) continue;
    const [name = "", ...deeper] = file.slice(inside.length).split("/");
    if (inGit.some((entry) => entry.path === name)) continue;
    const bytes = Buffer.from(text, "utf8");
    const entry: TreeEntry =
      deeper.length > 0
        ? { mode: "040000", type: "tree", sha: blobSha(Buffer.from(file)), size: null, path: name }
        : { mode: "100644", type: "blob", sha: blobSha(bytes), size: bytes.length, path: name };
    names.set(name, entry);
  }
  return [...names.values()];
}

/** A file of the default branch as git or the overlay has it: what a dispatch and the list of workflows look at. */
export async function readDefaultBranch(
  ctx: HubContext,
  repo: Repo,
  path: string,
): Promise<Buffer | undefined> {
  const found = await ctx.git(repo).readFile(`refs/heads/${repo.defaultBranch}`, path);
  return found ?? (await overlayFile(ctx, repo, path))?.bytes;
}

const filesOf = (ctx: HubContext, repo: Repo): Record<string, string> =>
  ctx.overlay[ctx.fullName(repo)] ?? {};

/** The name git would give these bytes. */
function blobSha(bytes: Buffer): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
