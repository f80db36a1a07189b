import { describe, expect, test } from "vitest";
import { taskStoreContract } from "#test/contracts/task-store.contract.ts";
import { tree } from "#test/contracts/tree-of.ts";
import { openMemoryStore, type StoreTroubles } from "./memory-task-store.ts";
import { RowMedium } from "./row-medium.ts";

describe("the simulation's task store", () => {
  taskStoreContract(async () => {
    const medium = new RowMedium();
    const open = async () => openMemoryStore({ medium, actor: "fractal/test" });
    return {
      kind: "file",
      dir: "memory",
      open,
      editOutside: async (id, title) => medium.edit(id, { title }),
      deleteOutside: async (id) => medium.remove(id),
      writeUntilKilled: async (acknowledged) => {
        const store = await open();
        let beads = await store.create(tree(4), "plan");
        for (let count = 1; count <= acknowledged; count += 1) {
          const next = beads.map((bead) => ({ ...bead, notes: `${count}`, metadata: { fx_count: count } }));
          beads = (await store.write(next)).written;
        }
        medium.isHeld = false;
        return acknowledged;
      },
    };
  });
});

describe("its troubles", () => {
  const quiet: StoreTroubles = { pause: async () => {}, refuse: () => {}, dies: () => undefined };

  test("a program that dies while it writes leaves all of it or nothing, and says that only a load tells", async () => {
    for (const stored of [true, false]) {
      const medium = new RowMedium();
      const store = openMemoryStore({ medium, actor: "a", troubles: { ...quiet, dies: () => ({ stored }) } });
      await expect(store.create(tree(3), "plan")).rejects.toMatchObject({ next: "retry" });
      expect(await store.load()).toHaveLength(stored ? 3 : 0);
    }
  });
});
