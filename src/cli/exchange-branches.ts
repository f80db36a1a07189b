import type { SimpleGit } from "simple-git";
import { NeedsHuman } from "#src/errors.ts";
import { branchesOf, gitIn, maybe } from "./user-git.ts";
import type { UserRepository } from "./user-repository.ts";

/** Nothing beside the named refs changes: no FETCH_HEAD, no tags, nothing pruned, no maintenance, no submodules. */
const quietly =
  "fetch --quiet --no-tags --no-write-fetch-head --no-prune --no-auto-maintenance --no-recurse-submodules --update-shallow".split(
    " ",
  );

/**
 * Brings the commit that the work starts from into the bare repository, and what the person has committed on
 * branches that came from there.
 * @returns the branches that were brought
 * @throws NeedsHuman when the bare repository is another one's copy
 */
export async function copyInto(
  bare: string,
  from: UserRepository,
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const [there, here] = [gitIn(bare, env), gitIn(from.dir, env)];
  await refuseAnother(there, here, from);
  const [known, own] = [await branchesOf(there, ours), await branchesOf(here, ours)];
  const mended: string[] = [];
  for (const [ref, sha] of own) {
    const before = known.get(ref);
    if (before !== undefined && before !== sha && (await isAncestor(here, before, sha))) mended.push(ref);
  }
  const base = `+${from.sha}:refs/heads/${from.branch}`;
  await there.raw([...quietly, from.dir, base, ...mended.map((ref) => `${ref}:${ref}`)]);
  return [from.branch, ...mended.map(nameOf)];
}

/** A data directory is asked for by its path only, and two repositories may have one name. */
async function refuseAnother(there: SimpleGit, here: SimpleGit, from: UserRepository): Promise<void> {
  const sha = await maybe(there, "rev-parse", "--verify", "--quiet", `refs/heads/${from.branch}`);
  if (sha === undefined || (await maybe(here, "cat-file", "-e", `${sha}^{commit}`)) !== undefined) return;
  throw new NeedsHuman(
    `the data directory holds the runs of another repository: ${from.branch} was at ${sha.slice(0, 10)} there, which ${from.dir} does not know`,
    { hint: "give each repository its own --data <dir>" },
  );
}

/**
 * Brings what was made into the person's repository: branches `fractal/…` only; index, working tree, HEAD and their
 * own commits stay as they are.
 * @returns a line for each branch that was left as it is, with what to type
 */
export async function bringBack(bare: string, to: UserRepository, env: NodeJS.ProcessEnv): Promise<string[]> {
  const git = gitIn(to.dir, env);
  const made = await branchesOf(gitIn(bare, env), ours);
  const before = await branchesOf(git, ours);
  const news = [...made].filter(([ref, sha]) => before.get(ref) !== sha);
  if (news.length === 0) return [];
  const used = await checkedOut(git);
  const refs = news.map(([ref]) => (used.has(ref) ? ref : `${ref}:${ref}`));
  // Git refuses the branches that have moved on by themselves, takes the others, and fails.
  const failed = await git.raw([...quietly, bare, ...refs]).then(
    () => undefined,
    (error: unknown) => error,
  );
  const after = await branchesOf(git, ours);
  const left: string[] = [];
  for (const [ref, sha] of news) {
    const own = after.get(ref);
    if (own === undefined) throw notTaken(to.dir, bare, failed);
    if (own !== sha && !(await isAncestor(git, sha, own))) left.push(leftAlone(ref, sha, used.get(ref)));
  }
  return left;
}

const ours = "refs/heads/fractal/";

function leftAlone(ref: string, sha: string, place: string | undefined): string {
  const short = sha.slice(0, 10);
  return place === undefined
    ? `${nameOf(ref)} has commits of its own and was left as it is; this run's is ${short}`
    : `${nameOf(ref)} is checked out in ${place} and was left as it is; there: git merge ${short}`;
}

function notTaken(dir: string, bare: string, failed: unknown): NeedsHuman {
  const said = failed instanceof Error ? failed.message.trim() : "git took nothing";
  return new NeedsHuman(`the branches could not be brought into ${dir}: ${said}`, {
    hint: `git -C ${dir} fetch ${bare} 'refs/heads/fractal/*:refs/heads/fractal/*'`,
  });
}

/** Branches in use, by ref, each with its working tree: git keeps others from moving them. */
async function checkedOut(git: SimpleGit): Promise<Map<string, string>> {
  const used = new Map<string, string>();
  let place = "";
  for (const line of (await git.raw(["worktree", "list", "--porcelain"])).split("\n")) {
    if (line.startsWith("worktree ")) place = line.slice("worktree ".length);
    if (line.startsWith("branch ")) used.set(line.slice("branch ".length), place);
  }
  return used;
}

async function isAncestor(git: SimpleGit, old: string, young: string): Promise<boolean> {
  return (await maybe(git, "merge-base", "--is-ancestor", old, young)) !== undefined;
}

function nameOf(ref: string): string {
  return ref.slice("refs/heads/".length);
}
