import { treesOf } from "#src/effects/beads/trees-of.ts";
import type { Task } from "#src/core/tree.ts";
import type { Bead } from "#src/effects/beads/bead.ts";
import type { Simulation } from "../simulation.ts";
import { filesOf } from "./files-of.ts";
import { shownOn } from "./shown-on.ts";

/**
 * What a run came to, one line for each thing in store, hub and git. Said by titles and keys, since numbers, ids,
 * times and the names of commits follow from who came first; of money nothing, since a repeated model call costs.
 */
export async function pictureOf({ disk, around }: Simulation): Promise<string[]> {
  const rows = disk.rows.all();
  const tasks = [...treesOf(rows).values()].flatMap((tree) => [...tree.values()]);
  const titles = new Map(tasks.map(({ id, title }) => [id, title]));
  return [
    ...tasks.flatMap(linesOfTask),
    ...rows.filter(({ issue_type }) => issue_type === "decision").map(lineOfRule),
    ...shownOn(around.hub),
    ...(await filesOf(around.hub)),
  ]
    .map((line) => line.replaceAll(/\/[0-9a-f]{12}\b/g, "/(commit)").replaceAll(/\$\d+(\.\d+)?/g, "$(usd)"))
    .map((line) => line.replaceAll(/\bfx-[a-z0-9]{8}\b/g, (id) => titles.get(id) ?? id))
    .sort();
}

function linesOfTask({ title, status, attempts, guidance = [], question, policy, ...task }: Task): string[] {
  const { by = "nobody", words = "", picked = "" } = question?.answer ?? {};
  return [
    `task ${title}: ${status} after ${attempts.length} attempts`,
    ...(task.paused === undefined ? [] : [`task ${title}: paused`]),
    ...(task.waived === undefined ? [] : [`task ${title}: left out`]),
    ...guidance.map(({ from, by: who, text }) => `told ${title}: ${from} ${who} ${text}`),
    ...(question === undefined
      ? []
      : [`question of ${title}: ${question.title}, answered by ${by} ${picked} ${words}`]),
    ...(policy === undefined ? [] : [`rule of ${title}: ${policy.step} ${policy.policy?.rule}`]),
  ];
}

/** How far it is, and how it was used. */
function lineOfRule({ title, metadata }: Bead): string {
  return `${title}: ${JSON.stringify([metadata["fp_step"], metadata["fp_uses"]])}`;
}
