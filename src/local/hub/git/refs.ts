import type { Bare } from "./bare.ts";
import { isPlainRevision, type RefMove } from "./git.ts";

/** All refs below these folders, or all there are, in the order of their names. */
export async function listRefs(bare: Bare, folders: string[]): Promise<Map<string, string>> {
  const text = await bare.text(["for-each-ref", "--format=%(refname) %(objectname)", ...folders]);
  const pairs = text
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split(" ") as [string, string]);
  return new Map(pairs);
}

export async function readRef(bare: Bare, ref: string): Promise<string | undefined> {
  if (!isPlainRevision(ref)) return undefined;
  if (ref.startsWith("refs/")) return (await bare.objects.info(ref))?.sha;
  return bare.maybe(["rev-parse", "--verify", "--quiet", "--end-of-options", ref]);
}

export async function moveRef(bare: Bare, move: RefMove): Promise<{ refused: string } | undefined> {
  const old = move.from ?? "0".repeat(40);
  const args = move.to === null ? ["-d", move.ref, old] : [move.ref, move.to, old];
  const result = await bare.attempt(["update-ref", ...args]);
  return result.code === 0 ? undefined : { refused: result.stderr.trim() };
}

export async function isRefName(bare: Bare, ref: string): Promise<boolean> {
  return (await bare.attempt(["check-ref-format", ref])).code === 0;
}
