import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import type { PolicyDraft } from "#src/core/policy-draft.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import { noUsage } from "#src/core/usage.ts";
import type { Answer } from "#src/effects/llm/answer.ts";
import { type AnswerToDistil, distil } from "#src/effects/llm/distiller.ts";
import { modelCall } from "./model-call.ts";
import { failureOf } from "./model-failure.ts";
import type { World } from "./world.ts";

/** A favour takes less time than what the tree waits for. */
const timeoutMs = 120_000;
const rulesShown = 50;

/** One call for the rule in a person's answer. */
export async function distilPolicy(
  world: World,
  tree: Tree,
  effect: EffectOf<"DistillPolicy">,
): Promise<TreeEvent[]> {
  const day = new Date(world.clock()).toISOString().slice(0, 10);
  const replied = { type: "PolicyDistilled" as const, task: effect.task, n: effect.n, day };
  const call = modelCall(world, tree, effect, "distiller");
  const draft = call?.task.policy;
  if (call === undefined || draft?.n !== effect.n) return [{ ...replied, usage: noUsage }];
  const about = answerIn(tree, call.task, draft);
  const answer = await call.through(async (options) => ended(await distil(about, { ...options, timeoutMs })));
  const { usage } = answer.charge;
  return [
    answer.ok ? { ...replied, usage, distilled: answer.value } : { ...replied, usage, problem: answer.words },
  ];
}

/**
 * It is a favour: a failure that may have been paid, or that only a person could mend, ends it, and the answer of the person is not touched
 * by that.
 * @throws failureOf for one that was free and may pass
 */
function ended<Value>(answer: Answer<Value>): Answer<Value> {
  if (answer.ok || answer.kind !== "infra" || answer.charge.source !== "none") return answer;
  throw failureOf(answer);
}

function answerIn(tree: Tree, { title, type, files }: Task, { about }: PolicyDraft): AnswerToDistil {
  const { policies = [] } = rootOf(tree).facts;
  return {
    title: about.title,
    summary: about.summary,
    answer: about.answer,
    task: { title, type, files },
    rules: policies.slice(0, rulesShown),
  };
}
