import type { QueuedRun } from "#src/local/runner/host.ts";
import type { Faults } from "../parts.ts";
import type { Fate } from "./fate.ts";

/**
 * What a CI or verify run says. Of a leaf it follows from the name of its branch, of a verify run from its key, so that
 * the same attempt is red whenever it is judged; only the root's commits have no name but their own.
 */
export function runConclusion(
  run: QueuedRun,
  { fate, faults }: { fate: Fate; faults: Faults },
): "success" | "failure" {
  const key = run.inputs["key"];
  const about = typeof key === "string" ? key.replace(/[0-9a-f]{12}/, "") : run.headRef;
  const kind = typeof key === "string" ? "verify-red" : isEpic(run.headRef) ? "root-red" : "ci-red";
  const name = kind === "root-red" ? `${about}/${run.number}` : about;
  if (!fate.chance(`${kind}/${name}`, faults.plan[kind])) return "success";
  faults.note(kind);
  return "failure";
}

function isEpic(branch: string): boolean {
  return branch.endsWith("/epic");
}
