import type { Bead } from "../bead.ts";
import { TaskStoreError } from "../task-store-error.ts";
import { answerOf, ShowAnswer } from "./answer.ts";
import type { RunBd } from "./run-bd.ts";

type Rows = ReadonlyMap<string, Bead>;

/**
 * An answer that lacks rows seen before is believed only when Beads, asked for each of them, says that they
 * are gone; one that lost every edge never.
 * @param ids every id seen by this process or an earlier one
 */
export async function refuseLoss(
  run: RunBd,
  ids: ReadonlySet<string>,
  before: Rows | undefined,
  now: Rows,
): Promise<void> {
  const missing = [...ids].filter((id) => !now.has(id));
  const there = missing.length === 0 ? [] : await stillThere(run, missing);
  if (there.length > 0) {
    throw new TaskStoreError(
      "retry",
      `bd export left out ${there.join(", ")}, which bd show still finds; nothing was read`,
    );
  }
  const kept = [...now.keys()].filter((id) => (before?.get(id)?.dependencies.length ?? 0) > 0);
  if (kept.length > 0 && kept.every((id) => now.get(id)?.dependencies.length === 0)) {
    throw new TaskStoreError("retry", "bd export left out every dependency; nothing was read");
  }
}

async function stillThere(run: RunBd, ids: readonly string[]): Promise<string[]> {
  const said = await run(["show", ...ids, "--json"]).catch((error: unknown) => {
    if (error instanceof TaskStoreError && /no issues? found/i.test(error.message)) return undefined;
    throw error;
  });
  if (said === undefined) return [];
  const found = answerOf("show", said, ShowAnswer).map(({ id }) => id);
  return ids.filter((id) => found.includes(id));
}
