import type { HubContext } from "../context.ts";
import type { Repo } from "../rows.ts";
import { repoUrl } from "./repo.ts";
import type { TreeEntry } from "../git/git.ts";

/** GitHub's `content-file`. */
export function renderFile(
  ctx: HubContext,
  repo: Repo,
  file: { path: string; ref: string; sha: string; bytes: Buffer },
) {
  const entry: TreeEntry = {
    mode: "100644",
    type: "blob",
    sha: file.sha,
    size: file.bytes.length,
    path: file.path,
  };
  // GitHub breaks base64 into lines of 60.
  const content = file.bytes.toString("base64").replace(/.{60}/g, "$&\n");
  return { ...renderEntry(ctx, repo, entry, file.ref), encoding: "base64", content };
}

/** One entry of GitHub's `content-directory`. */
export function renderEntry(ctx: HubContext, repo: Repo, entry: TreeEntry, ref: string) {
  const path = entry.path.split("/").map(encodeURIComponent).join("/");
  const html = `${ctx.url}/${ctx.fullName(repo)}`;
  const kind = entry.type === "blob" ? "blob" : "tree";
  const links = {
    self: `${repoUrl(ctx, repo)}/contents/${path}?ref=${encodeURIComponent(ref)}`,
    git: `${repoUrl(ctx, repo)}/git/${kind}s/${entry.sha}`,
    html: `${html}/${kind}/${encodeURIComponent(ref)}/${path}`,
  };
  return {
    type: entry.mode === "120000" ? "symlink" : (TYPES[entry.type] ?? "file"),
    name: entry.path.split("/").at(-1) ?? "",
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url: links.self,
    git_url: links.git,
    html_url: links.html,
    download_url: entry.type === "blob" ? `${html}/raw/${encodeURIComponent(ref)}/${path}` : null,
    _links: links,
  };
}

const TYPES: Record<string, string> = { blob: "file", tree: "dir", commit: "submodule" };
