import { z } from "zod";
import { userOf } from "../actor.ts";
import { notFound, Refusal, validationFailed } from "../errors.ts";
import { githubSignature, signatureOf } from "../model/identity.ts";
import { renderGitCommit } from "../render/commit.ts";
import { type Answer, bodyOf, type RepoCall, repoRoute, type Route } from "../router.ts";
import { CONTENTS_READ, CONTENTS_WRITE } from "./contents-access.ts";
import type { Signature } from "../git/git.ts";

export const gitCommitRoutes: Route[] = [
  repoRoute("POST", "/git/commits", CONTENTS_WRITE, createCommit),
  repoRoute("GET", "/git/commits/{commit_sha}", CONTENTS_READ, async (call) => {
    const sha = call.params["commit_sha"] ?? "";
    const found = (await git(call).typeOf(sha)) === "commit" ? await git(call).readCommit(sha) : undefined;
    if (!found) throw notFound();
    return { status: 200, json: renderGitCommit(call.ctx, call.repo, found) };
  }),
];

const git = (call: RepoCall) => call.ctx.git(call.repo);

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
  if ((await git(call).typeOf(wanted.tree)) !== "tree") throw new Refusal(422, "Tree SHA does not exist");
  for (const parent of wanted.parents)
    if ((await git(call).typeOf(parent)) !== "commit")
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
  const sha = await git(call).writeCommit({ ...wanted, author, committer });
  const commit = await git(call).readCommit(sha);
  if (!commit) throw new Error(`git wrote ${sha} and does not find it`);
  return { status: 201, json: renderGitCommit(call.ctx, call.repo, commit) };
}

function definedOf(person: z.infer<typeof Person>): Partial<Signature> {
  return { name: person.name, email: person.email, ...(person.date ? { date: person.date } : {}) };
}
