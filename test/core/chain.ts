import { part, split } from "./plans.ts";
import type { Script } from "./world.ts";

/** Three leaves; the second needs the first. */
export const chain: Script = {
  planner: () => split("L", [part("a"), part("b", { dependsOn: [0] }), part("c")]),
};
