import { z } from "zod";
import { userOf } from "../actor.ts";
import { notFound, Refusal } from "../errors.ts";
import { githubSignature, signatureOf } from "../model/identity.ts";
import { overlayDirectory, overlayFile } from "../model/overlay.ts";
import { announceRefs, moveRef } from "../model/refs.ts";
import { guardCommits } from "../model/workflow-guard.ts";
import { renderGitCommit } from "../render/commit.ts";
import { renderEntry, renderFile } from "../render/content.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import { CONTENTS_READ, CONTENTS_WRITE } from "./contents-access.ts";
import type { TreeEntry } from "../git/git.ts";

export const contentRoutes: Route[] = [
  repoRoute("GET", "/contents/{path}", CONTENTS_READ, getContent),
  repoRoute("GET", "/contents", CONTENTS_READ, getContent),
  repoRoute("PUT", "/contents/{path}", CONTENTS_WRITE, putContent),
  repoRoute("DELETE", "/contents/{path}", CONTENTS_WRITE, deleteContent),
];

const pathOf = (call: RepoCall): string => (call.params["path"] ?? "").replace(/^\/+|\/+$/g, "");

async function getContent(call: RepoCall): Promise<Answer> {
  const { ctx, repo } = call;
  const path = pathOf(call);
  const ref = call.query.get("ref") ?? repo.defaultBranch;
  const sha = await ctx.git(repo).resolve(ref.replace(/^refs\/(heads|tags)\//, ""));
  if (!sha)
    throw call.query.has("ref")
      ? new Refusal(404, `No commit found for the ref ${ref}`)
      : new Refusal(404, "This repository is empty.");
  const entry = path === "" ? undefined : await ctx.git(repo).entryAt(sha, path);
  if (entry?.type === "blob")
    return fileAnswer(call, { path, ref, sha: entry.sha, bytes: await ctx.git(repo).readBlob(entry.sha) });
  const onDefault = ref === repo.defaultBranch || ref === `refs/heads/${repo.defaultBranch}`;
  const overlaid = entry === undefined && onDefault ? await overlayFile(ctx, repo, path) : undefined;
  if (overlaid) return fileAnswer(call, { path, ref, ...overlaid });
  const inGit =
    path === "" || entry?.type === "tree" ? await ctx.git(repo).readTree(sha, { directory: path }) : [];
  const added = onDefault ? await overlayDirectory(ctx, repo, path, inGit) : [];
  if (path !== "" && entry?.type !== "tree" && added.length === 0) throw notFound();
  const entries: TreeEntry[] = [...inGit, ...added].sort((a, b) => (a.path < b.path ? -1 : 1));
  const inside = path === "" ? "" : `${path}/`;
  return {
    status: 200,
    json: entries.map((one) => renderEntry(ctx, repo, { ...one, path: inside + one.path }, ref)),
  };
}

type Found = { path: string; ref: string; sha: string; bytes: Buffer };

function fileAnswer(call: RepoCall, file: Found): Answer {
  if (/\braw\b/.test(call.headers.accept ?? ""))
    return { status: 200, raw: { type: "application/vnd.github.raw; charset=utf-8", bytes: file.bytes } };
  return { status: 200, json: renderFile(call.ctx, call.repo, file) };
}

const Put = z.object({
  message: z.string(),
  content: z.string(),
  sha: z.string().optional(),
  branch: z.string().optional(),
});
const Delete = z.object({ message: z.string(), sha: z.string(), branch: z.string().optional() });

async function putContent(call: RepoCall): Promise<Answer> {
  const body = bodyOf(call, Put);
  const bytes = Buffer.from(body.content, "base64");
  const { old, commit } = await commitOne(call, body, await call.ctx.git(call.repo).writeBlob(bytes));
  const sha = await call.ctx.git(call.repo).writeBlob(bytes);
  const content = renderFile(call.ctx, call.repo, {
    path: pathOf(call),
    ref: body.branch ?? call.repo.defaultBranch,
    sha,
    bytes,
  });
  return { status: old ? 200 : 201, json: { content, commit } };
}

async function deleteContent(call: RepoCall): Promise<Answer> {
  const { commit } = await commitOne(call, bodyOf(call, Delete), null);
  return { status: 200, json: { content: null, commit } };
}

/** One file, one commit: `sha` must be the one the writer saw. */
async function commitOne(
  call: RepoCall,
  wanted: { message: string; sha?: string | undefined; branch?: string | undefined },
  blob: string | null,
): Promise<{ old: TreeEntry | undefined; commit: object }> {
  const { ctx, repo } = call;
  const git = ctx.git(repo);
  const path = pathOf(call);
  const branch = wanted.branch ?? repo.defaultBranch;
  const from = await git.resolve(`refs/heads/${branch}`);
  if (!from) throw new Refusal(404, `Branch ${branch} not found`);
  const old = await git.entryAt(from, path);
  if (!old && blob === null) throw notFound();
  if (old && !wanted.sha) throw new Refusal(422, `Invalid request.\n\n"sha" wasn't supplied.`);
  if (wanted.sha && wanted.sha !== old?.sha) throw new Refusal(409, `${path} does not match ${wanted.sha}`);
  const tree = await git.writeTree(from, [{ path, mode: old?.mode ?? "100644", sha: blob }]);
  const author = signatureOf(userOf(call.actor));
  const sha = await git.writeCommit({
    tree,
    parents: [from],
    author,
    committer: githubSignature(),
    message: wanted.message,
  });
  await guardCommits(ctx, repo, call.actor, sha);
  await moveRef(ctx, repo, { ref: `refs/heads/${branch}`, from, to: sha });
  await announceRefs(ctx, repo, userOf(call.actor));
  const commit = await git.readCommit(sha);
  if (!commit) throw new Error(`git wrote ${sha} and does not find it`);
  return { old, commit: renderGitCommit(ctx, repo, commit) };
}
