import type { Fix, RouterChoice } from "#src/core/help.ts";
import type { Task } from "#src/core/tree.ts";
import { execute } from "./plans.ts";
import type { Story } from "./story.ts";
import type { Script } from "./world.ts";

export const models = { worker: ["small", "small", "strong"] };
export const sendsFixer: RouterChoice = {
  choose: "fixer",
  reason: "The end of the file is wrong.",
  question: null,
};
export const guides: Fix = { decision: "guide", guidance: "Read the last line first.", reason: "" };

/** The attempts up to this one are red. */
export function reds(count: number): NonNullable<Script["ci"]> {
  return ({ about, n }) => (about === "attempt" && n <= count ? "red" : "green");
}

/** One leaf whose whole ladder is red. */
export const stuck: Script = {
  planner: () => execute(),
  config: { models },
  ci: reds(3),
  router: () => sendsFixer,
};

export function leafOf(story: Story): Task {
  return story.task("Add a parser");
}
