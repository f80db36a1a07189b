import { setTimeout as sleep } from "node:timers/promises";
import { findBd } from "#src/effects/beads/bd/find-bd.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { TaskStoreError } from "#src/effects/beads/task-store-error.ts";
import { countOf, groupAfter } from "./counted-groups.ts";

/**
 * Run as a program: `<dir>`. Writes group after group, a new row and a change of every other in each, and says on
 * stdout what the store acknowledged, until somebody kills it. A `bd` that was killed is read after and gone on from.
 */
const [dir = ""] = process.argv.slice(2);
const store = await openTaskStore({ dir, actor: "fractal/test", bd: await findBd(process.env) });
let rows = await store.load();
for (;;) {
  const { updates, creates } = groupAfter(rows);
  const isWritten = await store.write(updates, creates).then(() => true, whenCutOff);
  rows = await store.load();
  console.log(`${isWritten ? "acknowledged" : "cut off"} ${countOf(rows)}`);
  await sleep(5);
}

function whenCutOff(error: unknown): false {
  if (error instanceof TaskStoreError && error.next === "retry") return false;
  throw error;
}
