import type { HubContext } from "#src/local/hub/context.ts";
import { announceRefs } from "#src/local/hub/model/refs.ts";
import type { Repo } from "#src/local/hub/rows.ts";
import { seedUser } from "#src/local/hub/seed.ts";
import { timestamp } from "#src/local/hub/state.ts";

export type FilesPush = {
  /** Who commits and pushes. */
  login: string;
  branch: string;
  /** `null` takes a file away. */
  files: Readonly<Record<string, string | null>>;
  message: string;
  /** Where a new branch begins; left out, it begins with nothing. */
  from?: string;
};

/** A person's push of one commit, as if git had brought it: told, and followed by pull requests and workflows. Answers with the commit. */
export async function pushFiles(ctx: HubContext, repo: Repo, push: FilesPush): Promise<string> {
  const git = ctx.git(repo);
  const user = seedUser(ctx, push.login);
  const ref = `refs/heads/${push.branch}`;
  return ctx.lock(repo, async () => {
    const tip =
      (await git.readRef(ref)) ?? (push.from === undefined ? undefined : await git.resolve(push.from));
    const changes = [];
    for (const [path, text] of Object.entries(push.files))
      changes.push({
        path,
        mode: "100644",
        sha: text === null ? null : await git.writeBlob(Buffer.from(text)),
      });
    const tree = await git.writeTree(tip ?? null, changes);
    const who = { name: "Ada", email: "ada@example.com", date: timestamp() };
    const parents = tip === undefined ? [] : [tip];
    const sha = await git.writeCommit({ tree, parents, author: who, committer: who, message: push.message });
    await git.setRef(ref, sha);
    await announceRefs(ctx, repo, user);
    return sha;
  });
}
