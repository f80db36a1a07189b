import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { stateOf } from "#src/core/needs-you.ts";
import { findBd } from "#src/effects/beads/bd/find-bd.ts";
import { rootOf } from "#src/core/tree.ts";
import { openHouse } from "./house.ts";
import { oneLeaf, spec } from "./one-leaf.ts";

const bd = await findBd(process.env);
const Listed = z.array(
  z.object({ id: z.string(), title: z.string(), status: z.string(), parent: z.string().optional() }),
);

test.skipIf("missing" in bd)(
  "with a real bd: whoever lists the tasks sees the tree, and all of it closed after the merge",
  async () => {
    const house = await openHouse(oneLeaf({ bd }));
    await house.label(spec);
    const tree = await house.watch.rest();
    expect(stateOf(tree)).toBe("ready");
    const number = rootOf(tree).facts.pullRequest ?? 0;
    await house.person("ada").rest.pulls.merge({ ...house.at, pull_number: number });
    await house.watch.until("the merge", (now) => stateOf(now) === "merged");
    await house.watch.rest();
    await house.app.stop();
    const [root, leaf] = [...tree.tasks.keys()];
    expect(await list(house.dir)).toEqual([
      { id: root, title: spec.title, status: "closed" },
      { id: leaf, title: spec.title, status: "closed", parent: root },
    ]);
  },
  120_000,
);

/** As a person types it. */
async function list(dir: string): Promise<z.infer<typeof Listed>> {
  const path = "path" in bd ? bd.path : "bd";
  const { stdout } = await promisify(execFile)(path, ["list", "--all", "--json"], {
    env: { ...process.env, BEADS_DIR: join(dir, "data", "beads", ".beads") },
  });
  return Listed.parse(JSON.parse(stdout)).sort(
    (a, b) => Number(a.parent !== undefined) - Number(b.parent !== undefined),
  );
}
