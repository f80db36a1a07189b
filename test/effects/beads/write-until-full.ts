// Writes to a file store, as long as the disk takes it, and says how that ended.
import { openTaskStore } from "#src/effects/beads/open.ts";
import { TaskStoreError } from "#src/effects/beads/task-store-error.ts";
import { leaf } from "#test/contracts/tree-of.ts";

const [dir = "", what] = process.argv.slice(2);
const store = await openTaskStore({ dir, actor: "fractal/test" });
const acknowledged: string[] = [];
try {
  for (let n = 0; n < 1000; n += 1) {
    const [made] = await store.create([leaf(n)], "plan");
    if (what === "notes" && made) await store.write([{ ...made, notes: "x".repeat(40) }]);
    acknowledged.push(leaf(n).id);
  }
} catch (error) {
  const next = error instanceof TaskStoreError ? error.next : undefined;
  const message = error instanceof Error ? error.message : String(error);
  console.log(JSON.stringify({ next, message, acknowledged }));
}
