import { describe } from "vitest";
import { taskStoreContract } from "#test/contracts/task-store.contract.ts";
import { asPerson, emptyDatabase, isMissing, openBd } from "./bd-bench.ts";

describe.skipIf(isMissing)("the bd store", { timeout: 180_000 }, () => {
  taskStoreContract(async () => {
    const dir = await emptyDatabase();
    return {
      kind: "bd",
      dir,
      open: () => openBd(dir),
      editOutside: async (id, title) => {
        await asPerson(dir, "update", id, `--title=${title}`);
      },
      deleteOutside: async (id) => {
        await asPerson(dir, "delete", id, "--force");
      },
    };
  });
});
