import { part, split } from "./plans.ts";
import type { Script } from "./world.ts";

/** A leaf of size M that is tried as one piece, fails, and is split into two. */
export const splitsWhenRed: Script = {
  planner: (task) =>
    task.parent === null
      ? split("XL", [part("big", { size: "M" }), part("small")])
      : split("M", [
          part("half", { files: ["src/big.js"] }),
          part("rest", { files: ["src/big.js"], dependsOn: [0] }),
        ]),
  ci: ({ task }) => (task.title === "big" ? "red" : "green"),
};
