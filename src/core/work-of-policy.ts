import type { Effect } from "./effect.ts";
import type { Task } from "./tree.ts";

/** What a rule that is about to be made of an answer calls for; the tree goes on beside it. */
export function workOfPolicy({ id, policy }: Task): Effect[] {
  if (policy === undefined) return [];
  const about = { task: id, n: policy.n };
  const key = `${id}/policy/${policy.n}`;
  if (policy.step === "distil") return [{ type: "DistillPolicy", ...about, key: `${key}/distil` }];
  if (policy.step === "accepted") return [{ type: "FilePolicy", ...about, key: `${key}/file` }];
  return [];
}
