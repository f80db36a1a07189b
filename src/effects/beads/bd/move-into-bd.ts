import { readFile, rename, rm } from "node:fs/promises";
import { openFileStore } from "../file/file-store.ts";
import { snapshotPath } from "../file/snapshot.ts";
import { tailPath } from "../file/tail.ts";
import { readMarker, writeMarker } from "../marker.ts";
import { TaskStoreError } from "../task-store-error.ts";
import { answerOf, ImportAnswer } from "./answer.ts";
import { exportAnswer } from "./export-answer.ts";
import type { BdWorkspace, RunBd } from "./run-bd.ts";

/**
 * The file store's tasks become Beads'. The marker changes sides only when `bd export` gives the snapshot back
 * byte for byte, so there is one truth at every instant and a crash simply does it again.
 */
export async function moveIntoBd({ dir, actor }: BdWorkspace, run: RunBd): Promise<void> {
  const files = await openFileStore({ dir, actor });
  await files.close();
  const path = snapshotPath(dir);
  const snapshot = await readFile(path, "utf8");
  if (snapshot !== "") answerOf("import", await run(["import", path, "--json"]), ImportAnswer);
  const { text } = exportAnswer(await run(["export", "--include-memories", "--json"]));
  if (text !== snapshot) {
    throw new TaskStoreError(
      "person",
      `bd would not keep ${path} as it is (${firstDifference(snapshot, text)}): repair that line, or go on without bd`,
    );
  }
  await writeMarker(dir, { store: "bd", ids: (await readMarker(dir))?.ids ?? [] });
  await rename(path, `${path}.moved-into-bd`);
  await rm(tailPath(dir), { force: true });
}

function firstDifference(snapshot: string, text: string): string {
  const [ours, theirs] = [snapshot.split("\n"), text.split("\n")];
  const at = ours.findIndex((line, n) => line !== theirs[n]);
  return at < 0 ? "it has more rows" : `line ${at + 1}`;
}
