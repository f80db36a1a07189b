import { TaskStoreError } from "#src/effects/beads/task-store-error.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import type { Faults } from "../parts.ts";
import type { StoreTroubles } from "../store/memory-task-store.ts";
import type { Life } from "./life.ts";

/** Milliseconds that a call takes. */
const pauses = { file: [1, 15], bd: [80, 900] } as const;

/** What befalls the store of this seed. */
export function storeTroubles({
  faults,
  life,
  storeKind,
}: {
  faults: Faults;
  life: Life;
  storeKind: TaskStore["kind"];
}): StoreTroubles {
  const chance = faults.random("store");
  const [least, most] = pauses[storeKind];
  return {
    pause: async () => {
      await new Promise<void>((wake) => setTimeout(wake, chance.between(least, most)));
      // What was on its way into the store when the process died is not there; what was there is.
      if (life.isOver) await new Promise<never>(() => {});
    },
    refuse: (verb) => {
      if (faults.strikes("store-lock"))
        throw new TaskStoreError("retry", "bd: database is locked: is somebody else using it?");
      if (verb === "load" && faults.strikes("store-empty"))
        throw new TaskStoreError("retry", "bd export ended well but said nothing");
    },
    dies: () => (faults.strikes("store-died") ? { stored: chance.chance(0.5) } : undefined),
  };
}
