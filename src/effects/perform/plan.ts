import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { toldTo } from "#src/core/guidance.ts";
import type { PlannerBriefing } from "#src/core/planner-briefing.ts";
import { overruledFor } from "#src/core/overruled.ts";
import { policiesFor } from "#src/core/policy.ts";
import { depthOf, rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { askPlanner as ask } from "#src/effects/llm/planner.ts";
import { githubOf } from "./breakers.ts";
import { finishedSiblings } from "./finished-siblings.ts";
import { modelCall } from "./model-call.ts";
import { answered } from "./model-failure.ts";
import { surroundings } from "./surroundings.ts";
import type { World } from "./world.ts";

/** Bytes of excerpts a planner is shown: a byte is at least a fifth of a token, and there is more in the prompt. */
const excerptShare = 2;
/** No byte is more than a token: so what was said has an eighth of the room at most. */
const guidanceShare = 8;

/** One call; what it cost is in the event whatever came of it. A reply that is not the contract is refused by `decide`. */
export async function askPlanner(
  world: World,
  tree: Tree,
  effect: EffectOf<"AskPlanner">,
): Promise<TreeEvent[]> {
  const call = modelCall(world, tree, effect, "planner");
  if (call === undefined) return [];
  const { task } = call;
  const briefing = await world.breakers.through(githubOf(tree), () => briefingOf(world, tree, task));
  const answer = await call.through(async (options) => answered(await ask(briefing, options)));
  const replied = { type: "PlannerReplied" as const, task: task.id, ask: effect.ask };
  const { usage } = answer.charge;
  return [
    answer.ok ? { ...replied, usage, proposal: answer.value } : { ...replied, usage, problem: answer.words },
  ];
}

async function briefingOf(world: World, tree: Tree, task: Task): Promise<PlannerBriefing> {
  const { facts } = rootOf(tree);
  const { limits } = facts.config;
  const isRoot = task.parent === null;
  const overruled = overruledFor(tree, task);
  const policies = (facts.policies ?? []).filter(({ id }) => !overruled.includes(id));
  const words = `${facts.spec}\n${task.title}\n${task.objective}\n${task.files.join("\n")}`;
  const around = await surroundings(world, tree, {
    words,
    bytesMax: limits.plannerInputTokensMax / excerptShare,
  });
  return {
    spec: facts.spec,
    task: {
      id: task.id,
      title: task.title,
      objective: task.objective,
      size: isRoot ? null : task.size,
      type: isRoot ? null : task.type,
      acceptance: task.acceptance,
      verify: task.verify,
      files: task.files,
    },
    depth: depthOf(tree, task),
    nodesLeft: limits.nodesMax - tree.tasks.size,
    mustSplit: task.planning?.mustSplit ?? false,
    fileList: around.fileList,
    isFileListCut: around.isCut,
    excerpts: around.excerpts,
    siblings: finishedSiblings(tree, task),
    limits,
    policies: policiesFor(policies, task),
    ...toldTo(tree, task, limits.plannerInputTokensMax / guidanceShare),
    refusals: task.planning?.refusals ?? [],
  };
}
