import type { Bare } from "./bare.ts";
import { isPlainRevision, isSha } from "./git.ts";

/** The commit that a branch, tag, full ref or (short) sha names. */
export async function resolve(bare: Bare, revision: string): Promise<string | undefined> {
  if (!isPlainRevision(revision)) return undefined;
  if (isSha(revision) || revision.startsWith("refs/")) return commitAt(bare, revision);
  const named =
    (await commitAt(bare, `refs/heads/${revision}`)) ?? (await commitAt(bare, `refs/tags/${revision}`));
  // A git that stays would know only those abbreviations that were there when it first looked.
  return (
    named ?? bare.maybe(["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`])
  );
}

async function commitAt(bare: Bare, name: string): Promise<string | undefined> {
  return (await bare.objects.info(`${name}^{commit}`))?.sha;
}
