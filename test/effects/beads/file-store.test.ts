import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { taskStoreContract } from "#test/contracts/task-store.contract.ts";

describe("the file store", () => {
  taskStoreContract(async () => {
    const dir = await mkdtemp(join(tmpdir(), "fractal-file-"));
    const snapshot = join(dir, "tasks.jsonl");
    const edit = async (change: (line: string) => string[]) => {
      const store = await readFile(snapshot, "utf8");
      await writeFile(snapshot, store.split("\n").flatMap(change).join("\n"));
    };
    return {
      kind: "file",
      dir,
      open: () => openTaskStore({ dir, actor: "fractal/test" }),
      editOutside: (id, title) =>
        edit((line) => {
          if (!line.includes(`"id":"${id}"`)) return [line];
          return [JSON.stringify({ ...JSON.parse(line), title })];
        }),
      deleteOutside: (id) => edit((line) => (line.includes(`"id":"${id}"`) ? [] : [line])),
    };
  });
});
