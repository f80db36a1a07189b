import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { callTokens } from "#src/core/reserves.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { noUsage } from "#src/core/usage.ts";
import { distil } from "#src/effects/llm/distiller.ts";
import { traceCall } from "#src/effects/llm/trace-call.ts";
import type { Breakers } from "./breakers.ts";
import { failureOf } from "./model-failure.ts";
import type { World } from "./world.ts";

/**
 * One call for the rule in a person's answer. It is a favour: a failure that may have been paid, or that only a person could mend, ends it, and
 * the answer itself is not touched by that.
 */
export async function distilPolicy(
  world: World,
  tree: Tree,
  effect: EffectOf<"DistillPolicy">,
  breakers: Breakers,
): Promise<TreeEvent[]> {
  const { facts } = rootOf(tree);
  const task = tree.tasks.get(effect.task);
  const { router: model } = facts.config.models;
  const price = facts.prices[model];
  const said = {
    type: "PolicyDistilled" as const,
    task: effect.task,
    n: effect.n,
    day: new Date(world.clock()).toISOString().slice(0, 10),
  };
  if (task?.policy?.n !== effect.n || price === undefined) return [{ ...said, usage: noUsage }];
  const { title, summary, answer } = task.policy.about;
  const about = {
    title,
    summary,
    answer,
    task: { title: task.title, type: task.type, files: task.files },
    rules: (facts.policies ?? []).slice(0, 50),
  };
  const { endpoint } = world;
  const question = {
    endpoint,
    model,
    maxOutputTokens: callTokens.distiller.output,
    inputTokensMax: callTokens.distiller.input,
    timeoutMs: 120_000,
    price,
    onCall: traceCall(world.trace, { root: tree.root, task: task.id, key: effect.key, agent: "distiller" }),
  };
  const reply = await breakers.through({ kind: "model", name: endpoint.baseUrl }, async () => {
    const answered = await distil(about, question);
    if (answered.ok || answered.kind !== "infra" || answered.charge.source !== "none") return answered;
    throw failureOf(answered);
  });
  const { usage } = reply.charge;
  return [reply.ok ? { ...said, distilled: reply.value, usage } : { ...said, problem: reply.words, usage }];
}
