import { isUtf8 } from "node:buffer";
import { z } from "zod";
import { readRef } from "./branches.ts";
import type { Repo } from "./client.ts";
import { orRefusal } from "./refusal.ts";
import { readStanding, type Standing } from "./standing.ts";

/** One file as it shall be; `content: null` deletes it. Without a mode an existing file keeps its own, a new one is a regular file. */
export type PublishedFile = Readonly<{
  path: string;
  content: string | Buffer | null;
  mode?: "100644" | "100755" | undefined;
}>;

export type Patch = Readonly<{
  branch: string;
  /** The commit that the files were made from, and the new commit's only parent. */
  baseSha: string;
  message: string;
  files: readonly PublishedFile[];
  /** The effect's key, kept as the commit's `Fractal-Key:` trailer. */
  key: string;
}>;

/**
 * `published`: the branch holds the commit with this key. `empty`: the files change nothing. `taken`: the branch is there without our
 * commit, so somebody else made it. `unsafe`: where a file would be written the base has a link, a submodule or a folder.
 */
export type Published =
  | Readonly<{ outcome: "published"; headSha: string; created: boolean }>
  | Readonly<{ outcome: "empty" }>
  | Readonly<{ outcome: "taken"; headSha: string }>
  | Readonly<{ outcome: "unsafe"; words: string }>;

/**
 * Commits a patch on a new branch through the git data API: contents, tree, commit, and the ref last, the one step that others can see.
 * No author is given, so GitHub signs the commit as the App. A replay finds the branch and gives its commit back.
 */
export async function publishPatch(repo: Repo, patch: Patch): Promise<Published> {
  const before = await findPublished(repo, patch);
  if (before) return before;
  const { octokit, ...where } = repo;
  const standings = await readStanding(
    repo,
    patch.baseSha,
    patch.files.map(({ path }) => path),
  );
  for (const standing of standings.values())
    if ("obstacle" in standing) return { outcome: "unsafe", words: standing.words };
  const base = await readTree(repo, patch.baseSha);
  const entries = await treeEntries(repo, patch, standings);
  if (entries.length === 0) return { outcome: "empty" };
  const { data: treeData } = await octokit.rest.git.createTree({ ...where, base_tree: base, tree: entries });
  const tree = Sha.parse(treeData).sha;
  if (tree === base) return { outcome: "empty" };
  const { data: commitData } = await octokit.rest.git.createCommit({
    ...where,
    tree,
    parents: [patch.baseSha],
    message: `${patch.message.trimEnd()}\n\n${trailer(patch.key)}\n`,
  });
  const { sha } = Sha.parse(commitData);
  const ref = `refs/heads/${patch.branch}`;
  const answer = await orRefusal([422], octokit.rest.git.createRef({ ...where, ref, sha }));
  if (!("refusal" in answer)) return { outcome: "published", headSha: sha, created: true };
  const meanwhile = await findPublished(repo, patch);
  if (meanwhile === undefined) throw answer.refusal.error;
  return meanwhile;
}

/** How far back from the branch's head our commit is looked for: a person may have pushed onto it. */
const LOOK_BACK = 30;

async function findPublished(repo: Repo, { branch, key }: Patch): Promise<Published | undefined> {
  const headSha = await readRef(repo, branch);
  if (headSha === undefined) return undefined;
  const { octokit, ...where } = repo;
  const { data } = await octokit.rest.repos.listCommits({ ...where, sha: headSha, per_page: LOOK_BACK });
  const ours = Commits.parse(data).find(({ commit }) => commit.message.split("\n").includes(trailer(key)));
  return ours ? { outcome: "published", headSha: ours.sha, created: false } : { outcome: "taken", headSha };
}

function trailer(key: string): string {
  return `Fractal-Key: ${key}`;
}

async function readTree({ octokit, ...where }: Repo, sha: string): Promise<string> {
  const { data } = await octokit.rest.git.getCommit({ ...where, commit_sha: sha });
  return z.object({ tree: Sha }).parse(data).tree.sha;
}

type Entry = {
  path: string;
  mode: "100644" | "100755";
  type: "blob";
  content?: string;
  sha?: string | null;
};

async function treeEntries(
  repo: Repo,
  { files }: Patch,
  standings: ReadonlyMap<string, Standing>,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const { path, content, mode } of files) {
    const standing = standings.get(path) ?? {};
    const known = "mode" in standing ? standing.mode : undefined;
    const entry = { path, mode: mode ?? known ?? "100644", type: "blob" } as const;
    if (content === null) {
      // GitHub refuses to delete what is not there.
      if (known !== undefined) entries.push({ ...entry, sha: null });
    } else if (typeof content === "string" || isUtf8(content)) {
      // Text goes along with the tree: one request less for each file.
      entries.push({ ...entry, content: content.toString() });
    } else {
      entries.push({ ...entry, sha: await createBlob(repo, content) });
    }
  }
  return entries;
}

async function createBlob({ octokit, ...where }: Repo, content: Buffer): Promise<string> {
  const encoded = { content: content.toString("base64"), encoding: "base64" };
  return Sha.parse((await octokit.rest.git.createBlob({ ...where, ...encoded })).data).sha;
}

const Sha = z.object({ sha: z.string() });
const Commits = z.array(z.object({ sha: z.string(), commit: z.object({ message: z.string() }) }));
