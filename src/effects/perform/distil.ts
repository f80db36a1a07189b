import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { distillerInputTokensMax, distillerOutputTokensMax } from "#src/core/on-policy.ts";
import { rootOf, type Tree } from "#src/core/tree.ts";
import { noUsage } from "#src/core/usage.ts";
import { distil } from "#src/effects/llm/distiller.ts";
import { traceCall } from "#src/effects/llm/trace-call.ts";
import { Outage, Retryable } from "#src/errors.ts";
import type { Breakers } from "./breakers.ts";
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
    maxOutputTokens: distillerOutputTokensMax,
    inputTokensMax: distillerInputTokensMax,
    timeoutMs: 120_000,
    price,
    onCall: traceCall(world.trace, { root: tree.root, task: task.id, key: effect.key, agent: "distiller" }),
  };
  const reply = await breakers.through({ kind: "model", name: endpoint.baseUrl }, async () => {
    const answered = await distil(about, question);
    if (answered.ok || answered.kind !== "infra" || answered.charge.source !== "none") return answered;
    const { code, words, retryAfterMs } = answered;
    if (code === "rate_limit") throw new Retryable(words, { retryAfterMs });
    throw new Outage(words, { of: "model", retryAfterMs });
  });
  const { usage } = reply.charge;
  return [reply.ok ? { ...said, distilled: reply.value, usage } : { ...said, problem: reply.words, usage }];
}
