import { part, split } from "./plans.ts";
import type { Script } from "./world.ts";

/** Two levels: a part with two leaves, the second of which needs the first, and a leaf beside it. */
export const nested: Script = {
  planner: (task) =>
    task.parent === null
      ? split("XL", [part("outer", { size: "L", files: ["src/"] }), part("other", { files: ["lib/x.js"] })])
      : split("L", [part("one"), part("two", { dependsOn: [0] })], { files: ["src/"] }),
};
