import { z } from "zod";
import { notFound, Refusal } from "../errors.ts";
import { repoUrl } from "../render/repo.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import { CONTENTS_READ, CONTENTS_WRITE } from "./contents-access.ts";
import type { TreeChange } from "../git/git.ts";

export const gitTreeRoutes: Route[] = [
  repoRoute("POST", "/git/trees", CONTENTS_WRITE, createTree),
  repoRoute("GET", "/git/trees/{tree_sha}", CONTENTS_READ, getTree),
];

const git = (call: RepoCall) => call.ctx.git(call.repo);

const Mode = z.enum(["100644", "100755", "040000", "160000", "120000"]);
const NewTree = z.object({
  base_tree: z.string().nullish(),
  tree: z.array(
    z.object({
      path: z.string().min(1),
      mode: Mode,
      type: z.enum(["blob", "tree", "commit"]).optional(),
      sha: z.string().nullish(),
      content: z.string().optional(),
    }),
  ),
});

async function createTree(call: RepoCall): Promise<Answer> {
  const { base_tree, tree } = bodyOf(call, NewTree);
  if (tree.length === 0) throw new Refusal(422, "Invalid tree info");
  const base = base_tree ? await treeOf(call, base_tree) : null;
  if (base === undefined) throw new Refusal(422, "base_tree is not a valid tree oid");
  const changes: TreeChange[] = [];
  for (const entry of tree) changes.push(await changeOf(call, base, entry));
  const sha = await git(call).writeTree(base, changes);
  return { status: 201, json: await treeJson(call, sha, false) };
}

type NewEntry = z.infer<typeof NewTree>["tree"][number];

async function changeOf(call: RepoCall, base: string | null, entry: NewEntry): Promise<TreeChange> {
  const { path, mode } = entry;
  if (
    path
      .split("/")
      .some((part) => part === "" || part === "." || part === ".." || part.toLowerCase() === ".git")
  )
    throw new Refusal(422, `tree.path contains a malformed path component`);
  if (entry.content !== undefined && !entry.sha)
    return { path, mode, sha: await git(call).writeBlob(Buffer.from(entry.content, "utf8")) };
  if (entry.sha === null) {
    if (!base || !(await git(call).entryAt(base, path))) throw new Refusal(422, "GitRPC::BadObjectState");
    return { path, mode, sha: null };
  }
  const expected = mode === "040000" ? "tree" : "blob";
  if (!entry.sha || (mode !== "160000" && (await git(call).typeOf(entry.sha)) !== expected))
    throw new Refusal(422, `tree.sha ${entry.sha ?? ""} is not a valid ${expected}`);
  return { path, mode, sha: entry.sha };
}

async function getTree(call: RepoCall): Promise<Answer> {
  const name = call.params["tree_sha"] ?? "";
  const tree = await treeOf(call, name);
  if (!tree) throw notFound();
  return { status: 200, json: await treeJson(call, tree, call.query.has("recursive")) };
}

/** A tree by its own name, or by that of a branch, tag or commit. */
async function treeOf(call: RepoCall, name: string): Promise<string | undefined> {
  if ((await git(call).typeOf(name)) === "tree") return name;
  return (await git(call).readCommit(name))?.tree;
}

async function treeJson(call: RepoCall, sha: string, recursive: boolean): Promise<object> {
  const api = `${repoUrl(call.ctx, call.repo)}/git`;
  const entries = await git(call).readTree(sha, { recursive });
  const tree = entries.map(({ path, mode, type, sha: entry, size }) => ({
    path,
    mode,
    type,
    sha: entry,
    ...(size === null ? {} : { size }),
    ...(type === "commit" ? {} : { url: `${api}/${type}s/${entry}` }),
  }));
  return { sha, url: `${api}/trees/${sha}`, tree, truncated: false };
}
