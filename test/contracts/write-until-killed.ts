import { findBd } from "#src/effects/beads/bd/find-bd.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { tree } from "./tree-of.ts";

/** Run as a program: `<dir> <bd | file>`. Says on stdout what the store acknowledged, until somebody kills it. */
const [dir = "", kind] = process.argv.slice(2);
const bd = kind === "bd" ? await findBd(process.env) : undefined;
const store = await openTaskStore({ dir, actor: "fractal/test", ...(bd === undefined ? {} : { bd }) });
let beads = await store.create(tree(4), "plan");
for (let count = 1; ; count += 1) {
  const { written } = await store.write(
    beads.map((bead) => ({ ...bead, notes: `${count}`, metadata: { fx_count: count } })),
  );
  beads = written;
  console.log(count);
}
