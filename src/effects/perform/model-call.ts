import { type Caller, modelOf, tokensOf } from "#src/core/caller.ts";
import type { Effect } from "#src/core/effect.ts";
import { rootOf, type Task, type Tree } from "#src/core/tree.ts";
import type { CallOptions } from "#src/effects/llm/ask.ts";
import { traceCall } from "#src/effects/llm/trace-call.ts";
import type { World } from "./world.ts";

export type ModelCall = Readonly<{
  task: Task;
  /** Makes the call, unless the endpoint is down. @throws Held then, else what `ask` throws */
  through: <Reply>(ask: (options: CallOptions) => Promise<Reply>) => Promise<Reply>;
}>;

const timeoutMs = 300_000;

/**
 * The call to a model that an effect asks for: its model, price and limits by who calls, its line in the trace, and the breaker of the
 * endpoint. Undefined where the task is gone, or no price is known any more: then nothing was held back for it.
 */
export function modelCall(
  { endpoint, breakers, trace }: World,
  tree: Tree,
  { task: id, key }: Effect,
  agent: Exclude<Caller, "worker">,
): ModelCall | undefined {
  const { config, prices } = rootOf(tree).facts;
  const task = tree.tasks.get(id);
  const model = modelOf(config, agent);
  const price = prices[model];
  if (task === undefined || price === undefined) return undefined;
  const { input: inputTokensMax, output: maxOutputTokens } = tokensOf(config.limits, agent);
  const onCall = traceCall(trace, { root: tree.root, task: id, key, agent });
  const options = { endpoint, model, price, inputTokensMax, maxOutputTokens, timeoutMs, onCall };
  const through: ModelCall["through"] = (ask) =>
    breakers.through({ kind: "model", name: endpoint.baseUrl }, () => ask(options));
  return { task, through };
}
