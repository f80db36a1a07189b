import type { Repo } from "#src/local/hub/rows.ts";
import { place } from "./place.ts";
import type { WorldHub } from "./world-hub.ts";

/** The repository as it was before anybody asked for anything: one commit on main, the App installed, people with their roles. */
export async function plantRepository(hub: WorldHub, files: Readonly<Record<string, string>>): Promise<Repo> {
  const { context, seed } = hub;
  const repo = await seed.repo({ ...place });
  const git = context.git(repo);
  const changes = [];
  for (const [path, text] of Object.entries(files))
    changes.push({ path, mode: "100644", sha: await git.writeBlob(Buffer.from(text)) });
  const who = { name: place.owner, email: "ada@example.test", date: new Date().toISOString() };
  const tree = await git.writeTree(null, changes);
  const sha = await git.writeCommit({ tree, parents: [], author: who, committer: who, message: "Plant" });
  await git.setRef(`refs/heads/${place.defaultBranch}`, sha);
  await seed.branches(repo, place.owner, [place.defaultBranch]);
  seed.collaborator(repo, "bob", "write");
  seed.collaborator(repo, "eve", "triage");
  seed.install(repo);
  return repo;
}
