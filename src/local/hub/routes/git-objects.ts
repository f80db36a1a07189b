import { z } from "zod";
import { userOf } from "../actor.ts";
import { notFound, Refusal, validationFailed } from "../errors.ts";
import { readCommit, type Signature, writeCommit } from "../git/commits.ts";
import { readBlob, readTree, type TreeChange, typeOf, writeBlob, writeTree } from "../git/objects.ts";
import { githubSignature, signatureOf } from "../model/identity.ts";
import { renderGitCommit } from "../render/commit.ts";
import { repoUrl } from "../render/repo.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";

export const CONTENTS_READ = { permission: "contents:read", role: "read" } as const;
export const CONTENTS_WRITE = { permission: "contents:write", role: "write" } as const;

/** The git database: blobs, trees, commits. */
export const gitObjectRoutes: Route[] = [
  repoRoute("POST", "/git/blobs", CONTENTS_WRITE, createBlob),
  repoRoute("GET", "/git/blobs/{file_sha}", CONTENTS_READ, getBlob),
  repoRoute("POST", "/git/trees", CONTENTS_WRITE, createTree),
  repoRoute("GET", "/git/trees/{tree_sha}", CONTENTS_READ, getTree),
  repoRoute("POST", "/git/commits", CONTENTS_WRITE, createCommit),
  repoRoute("GET", "/git/commits/{commit_sha}", CONTENTS_READ, async (call) => {
    const sha = call.params["commit_sha"] ?? "";
    const found = (await typeOf(git(call), sha)) === "commit" ? await readCommit(git(call), sha) : undefined;
    if (!found) throw notFound();
    return { status: 200, json: renderGitCommit(call.ctx, call.repo, found) };
  }),
];

const git = (call: RepoCall) => call.ctx.git(call.repo);

const NewBlob = z.object({ content: z.string(), encoding: z.enum(["utf-8", "base64"]).default("utf-8") });

async function createBlob(call: RepoCall): Promise<Answer> {
  const { content, encoding } = bodyOf(call, NewBlob);
  const sha = await writeBlob(git(call), Buffer.from(content, encoding === "base64" ? "base64" : "utf8"));
  return { status: 201, json: { sha, url: `${repoUrl(call.ctx, call.repo)}/git/blobs/${sha}` } };
}

async function getBlob(call: RepoCall): Promise<Answer> {
  const sha = call.params["file_sha"] ?? "";
  if ((await typeOf(git(call), sha)) !== "blob") throw notFound();
  const bytes = await readBlob(git(call), sha);
  if (call.headers.accept?.includes("raw"))
    return { status: 200, raw: { type: "application/octet-stream", bytes } };
  const url = `${repoUrl(call.ctx, call.repo)}/git/blobs/${sha}`;
  const json = {
    sha,
    node_id: `B_${sha}`,
    size: bytes.length,
    url,
    content: bytes.toString("base64"),
    encoding: "base64",
  };
  return { status: 200, json };
}

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
  const base = base_tree
    ? await git(call).maybe(["rev-parse", "--verify", "--quiet", `${base_tree}^{tree}`])
    : null;
  if (base === undefined) throw new Refusal(422, "base_tree is not a valid tree oid");
  const changes: TreeChange[] = [];
  for (const entry of tree) changes.push(await changeOf(call, base, entry));
  const sha = await writeTree(git(call), base, changes);
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
    return { path, mode, sha: await writeBlob(git(call), Buffer.from(entry.content, "utf8")) };
  if (entry.sha === null) {
    const there = base ? await readTree(git(call), base, { at: path }) : [];
    if (there.length === 0) throw new Refusal(422, "GitRPC::BadObjectState");
    return { path, mode, sha: null };
  }
  const expected = mode === "040000" ? "tree" : "blob";
  if (!entry.sha || (mode !== "160000" && (await typeOf(git(call), entry.sha)) !== expected))
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
  if ((await typeOf(git(call), name)) === "tree") return name;
  return (await readCommit(git(call), name))?.tree;
}

async function treeJson(call: RepoCall, sha: string, recursive: boolean): Promise<object> {
  const api = `${repoUrl(call.ctx, call.repo)}/git`;
  const entries = await readTree(git(call), sha, { recursive });
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

const Person = z.object({
  name: z.string(),
  email: z.string(),
  date: z.iso.datetime({ offset: true }).optional(),
});
const NewCommit = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: Person.optional(),
  committer: Person.optional(),
});

/** Without a given author the account's own identity is used and GitHub commits (and signs). */
async function createCommit(call: RepoCall): Promise<Answer> {
  const wanted = bodyOf(call, NewCommit);
  if ((await typeOf(git(call), wanted.tree)) !== "tree") throw new Refusal(422, "Tree SHA does not exist");
  for (const parent of wanted.parents)
    if ((await typeOf(git(call), parent)) !== "commit")
      throw new Refusal(422, "Parent SHA does not exist or is not a commit object");
  if (wanted.message === "")
    throw validationFailed({ resource: "Commit", code: "missing_field", field: "message" });
  const given = (person: z.infer<typeof Person>): Signature => ({
    ...signatureOf(userOf(call.actor)),
    ...definedOf(person),
  });
  const author = wanted.author ? given(wanted.author) : signatureOf(userOf(call.actor));
  const other = wanted.committer ?? wanted.author;
  const committer = other ? given(other) : githubSignature();
  const sha = await writeCommit(git(call), { ...wanted, author, committer });
  const commit = await readCommit(git(call), sha);
  if (!commit) throw new Error(`git wrote ${sha} and does not find it`);
  return { status: 201, json: renderGitCommit(call.ctx, call.repo, commit) };
}

function definedOf(person: z.infer<typeof Person>): Partial<Signature> {
  return { name: person.name, email: person.email, ...(person.date ? { date: person.date } : {}) };
}
