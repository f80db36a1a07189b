import { existsSync } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { heldBy } from "../held-by.ts";
import { JsonText } from "../json-text.ts";
import { readMarker } from "../marker.ts";
import type { TaskStore } from "../task-store.ts";
import { TaskStoreError } from "../task-store-error.ts";
import { answerOf } from "./answer.ts";
import { BdStore } from "./bd-store.ts";
import { endMark } from "./export-answer.ts";
import { moveIntoBd } from "./move-into-bd.ts";
import { bdRunner, type BdWorkspace, type RunBd } from "./run-bd.ts";

const note =
  "This workspace is the task tree of a Fractal run. Read it with bd list; what you change with bd, Fractal notices. Keep this memory: it proves that an answer of bd is whole.";

const Metadata = JsonText.pipe(z.object({ dolt_mode: z.string() }));

/** Opens, or makes, the database in `<dir>/.beads`; data of the file store moves in. */
export async function openBdStore(workspace: BdWorkspace, release?: () => void): Promise<TaskStore> {
  const { dir, actor } = workspace;
  const marker = await readMarker(dir);
  const run = await bdRunner(workspace);
  if (!existsSync(join(dir, ".beads", "metadata.json"))) {
    if (marker?.store === "bd") {
      throw new TaskStoreError(
        "person",
        `${join(dir, ".beads")} is gone, but it held ${marker.ids.length} tasks: restore it, or remove the whole directory to start anew`,
      );
    }
    await init(workspace);
  }
  await refuseServer(dir);
  if (marker?.store !== "bd") await leaveMark(run);
  if ((await heldBy(dir)) === "file") await moveIntoBd(workspace, run);
  const store = new BdStore({ dir, actor, run, ...(release === undefined ? {} : { release }) });
  await store.load();
  return store;
}

/** Made beside and moved into place, so that a crash half-way leaves nothing that looks like a database. */
async function init(workspace: BdWorkspace): Promise<void> {
  const beside = join(workspace.dir, ".beads-new");
  await rm(beside, { recursive: true, force: true });
  const run = await bdRunner({ ...workspace, dir: beside });
  await run(
    "init -q --prefix fx --stealth --skip-hooks --skip-agents --non-interactive --init-if-missing".split(" "),
  );
  await rename(join(beside, ".beads"), join(workspace.dir, ".beads"));
  await rm(beside, { recursive: true, force: true });
}

/** A server's database could be written by others while we believe to be alone. */
async function refuseServer(dir: string): Promise<void> {
  const path = join(dir, ".beads", "metadata.json");
  const metadata = Metadata.safeParse(await readFile(path, "utf8"));
  if (metadata.success && metadata.data.dolt_mode === "embedded") return;
  throw new TaskStoreError(
    "person",
    `${path} does not say "dolt_mode": "embedded", which Fractal needs: use another --data <dir>`,
  );
}

async function leaveMark(run: RunBd): Promise<void> {
  answerOf(
    "remember",
    await run(["remember", "--key", endMark, note, "--json"]),
    z.object({ key: z.literal(endMark) }),
  );
}
