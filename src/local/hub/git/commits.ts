import type { Bare } from "./bare.ts";
import { type Commit, isSha, type LogQuery, type NewCommit } from "./git.ts";
import { resolve } from "./resolve.ts";

/** The commits git lists, newest first. Dates are UTC. */
export async function log(bare: Bare, query: LogQuery): Promise<Commit[]> {
  const limits = [
    ...(query.skip === undefined ? [] : [`--skip=${query.skip}`]),
    ...(query.max === undefined ? [] : [`--max-count=${query.max}`]),
  ];
  const args = [...limits, query.from, ...(query.not ?? []).map((sha) => `^${sha}`)];
  const ended = [...args, "--", ...(query.path === undefined ? [] : [query.path])];
  const command = ["log", "--no-show-signature", `--format=${FORMAT}`, ...ended];
  const options = { env: { GIT_LITERAL_PATHSPECS: "1" } };
  const fixed = [query.from, ...(query.not ?? [])].every(isSha) && query.path === undefined;
  const text = fixed ? await bare.fact(command, options) : await bare.maybe(command, options);
  if (!text) return [];
  const fields = text.split("\0");
  const commits: Commit[] = [];
  for (let at = 0; at + FIELDS <= fields.length; at += FIELDS)
    commits.push(commitOf(fields.slice(at, at + FIELDS)));
  return commits;
}

/** One commit by any name git understands that is safe to pass, or nothing. */
export async function readCommit(bare: Bare, revision: string): Promise<Commit | undefined> {
  const sha = await resolve(bare, revision);
  return sha === undefined ? undefined : (await log(bare, { from: sha, max: 1 }))[0];
}

const FORMAT = ["%H", "%T", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B", ""].join("%x00");
const FIELDS = 10;

function commitOf(fields: string[]): Commit {
  const [
    sha = "",
    tree = "",
    parents = "",
    an = "",
    ae = "",
    ad = "",
    cn = "",
    ce = "",
    cd = "",
    message = "",
  ] = fields;
  return {
    // git ends every entry with a line break, so it stands before the next one's first field
    sha: sha.trim(),
    tree,
    parents: parents.split(" ").filter(Boolean),
    author: { name: an, email: ae, date: utc(ad) },
    committer: { name: cn, email: ce, date: utc(cd) },
    message: message.trimEnd(),
  };
}

const utc = (date: string): string => `${new Date(date).toISOString().slice(0, 19)}Z`;

/** Writes a commit object. */
export function writeCommit(bare: Bare, commit: NewCommit): Promise<string> {
  const parents = commit.parents.flatMap((parent) => ["-p", parent]);
  return bare.text(["commit-tree", commit.tree, ...parents], {
    input: commit.message,
    env: {
      GIT_AUTHOR_NAME: commit.author.name,
      GIT_AUTHOR_EMAIL: commit.author.email,
      GIT_AUTHOR_DATE: commit.author.date,
      GIT_COMMITTER_NAME: commit.committer.name,
      GIT_COMMITTER_EMAIL: commit.committer.email,
      GIT_COMMITTER_DATE: commit.committer.date,
    },
  });
}
