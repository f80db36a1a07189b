import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { heldBy } from "../held-by.ts";
import { JsonText } from "../json-text.ts";
import { readMarker } from "../marker.ts";
import type { TaskStore } from "../task-store.ts";
import { TaskStoreError } from "../task-store-error.ts";
import { BdStore } from "./bd-store.ts";
import { leaveMark, makeDatabase } from "./empty-database.ts";
import { moveIntoBd } from "./move-into-bd.ts";
import { bdRunner, type BdWorkspace } from "./run-bd.ts";

const Metadata = JsonText.pipe(z.object({ dolt_mode: z.string() }));

/** Opens, or makes, the database in `<dir>/.beads`; data of the file store moves in. */
export async function openBdStore(workspace: BdWorkspace, release?: () => void): Promise<TaskStore> {
  const { dir, actor } = workspace;
  const marker = await readMarker(dir);
  const run = await bdRunner(workspace);
  const isNew = !existsSync(join(dir, ".beads", "metadata.json"));
  if (isNew && marker?.store === "bd") {
    throw new TaskStoreError(
      "person",
      `${join(dir, ".beads")} is gone, but it held ${marker.ids.length} tasks: restore it, or remove the whole directory to start anew`,
    );
  }
  const emptyAt = isNew ? await makeDatabase(workspace) : undefined;
  await refuseServer(dir);
  if (!isNew && marker?.store !== "bd") await leaveMark(run);
  const isMoving = (await heldBy(dir)) === "file";
  if (isMoving) await moveIntoBd(workspace, run);
  const store = new BdStore({ dir, actor, run, ...(release && { release }) });
  if (emptyAt === undefined || isMoving) await store.load();
  else await store.isEmptyAt(emptyAt);
  return store;
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
