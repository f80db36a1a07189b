import { part, split } from "./plans.ts";
import type { Script } from "./world.ts";

/** Three leaves; the second needs the first. */
export const chain: Script = {
  planner: () => split("L", [part("one"), part("two", { dependsOn: [0] }), part("three")]),
};
