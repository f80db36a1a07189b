import { z } from "zod";
import { NeedsHuman } from "#src/errors.ts";
import type { Repo } from "./client.ts";
import { readRef } from "./branches.ts";
import { isExact, Remembered } from "./remembered.ts";

/** The repository and the commit its default branch is at now. */
export type RepositoryState = Readonly<{
  nodeId: string;
  htmlUrl: string;
  private: boolean;
  defaultBranch: string;
  headSha: string;
}>;

/** @throws NeedsHuman when the repository has no commit yet */
export async function readRepository(repo: Repo): Promise<RepositoryState> {
  const { octokit, ...where } = repo;
  const { data } = await octokit.rest.repos.get(where);
  const found = Repository.parse(data);
  const headSha = await readRef(repo, found.default_branch);
  if (headSha === undefined) {
    throw new NeedsHuman(`${where.owner}/${where.repo} has no commit on ${found.default_branch}`, {
      hint: "Push a first commit to the default branch.",
    });
  }
  const { node_id: nodeId, html_url: htmlUrl, default_branch: defaultBranch } = found;
  return { nodeId, htmlUrl, private: found.private, defaultBranch, headSha };
}

/** One file of a commit; `mode` is git's (`100644`, `100755`, `120000`, `160000`), `size` in bytes. */
export type TreeFile = Readonly<{ path: string; mode: string; sha: string; size: number }>;

type Listing = Readonly<{ files: readonly TreeFile[]; truncated: boolean }>;

const ids = new Remembered<string>(1);
/** The epic's latest heads; a listing can be large. */
const listings = new Remembered<Listing>(4);

/** The listing of a commit where it was read before and is whole. */
export function knownFiles(repo: Repo, sha: string): readonly TreeFile[] | undefined {
  const known = listings.get(repo, sha);
  return known === undefined || known.truncated ? undefined : known.files;
}

/** The id that GraphQL wants; it stays what it is through renames and transfers. */
export async function repositoryId(repo: Repo): Promise<string> {
  const { octokit, ...where } = repo;
  const read = async () => Repository.parse((await octokit.rest.repos.get(where)).data).node_id;
  return ids.read(repo, "id", { read });
}

/** All files at a commit. `truncated`: GitHub gave up at 100,000 entries or 7 MB and some are missing. */
export async function listFiles(repo: Repo, sha: string): Promise<Listing> {
  return isExact(sha)
    ? listings.read(repo, sha, { read: () => readListing(repo, sha) })
    : readListing(repo, sha);
}

async function readListing({ octokit, ...where }: Repo, sha: string): Promise<Listing> {
  const { data } = await octokit.rest.git.getTree({ ...where, tree_sha: sha, recursive: "1" });
  const { tree, truncated } = Tree.parse(data);
  const files = tree
    .filter(({ type }) => type !== "tree")
    .map(({ path, mode, sha, size = 0 }) => ({ path, mode, sha, size }));
  return { files, truncated };
}

const Repository = z.object({
  node_id: z.string(),
  html_url: z.string(),
  private: z.boolean(),
  default_branch: z.string().min(1),
});

const Tree = z.object({
  truncated: z.boolean(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      type: z.string(),
      sha: z.string(),
      size: z.int().optional(),
    }),
  ),
});
