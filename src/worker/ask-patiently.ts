import type { Limit } from "#src/core/report.ts";
import type { Answer } from "#src/effects/llm/answer.ts";
import { ask } from "#src/effects/llm/ask.ts";
import type { Message, ToolSpec } from "#src/effects/llm/request-body.ts";
import { traceCall } from "#src/effects/llm/trace-call.ts";
import type { Meter } from "./meter.ts";
import type { LoopDoor, WorkerContext } from "./worker-context.ts";

/** A call that takes longer than this is lost. */
const callMsMax = 300_000;
const infraTries = 5;

/**
 * Asks the model, and waits out short trouble of the provider, so that a whole attempt is not thrown away for one busy minute.
 * Every try is reserved before and settled after.
 */
export async function askPatiently(
  context: WorkerContext,
  door: LoopDoor,
  talk: { messages: readonly Message[]; tools: readonly ToolSpec[] },
  meter: Meter,
): Promise<Answer<undefined> | { limit: Limit; reason: string }> {
  const { briefing, signal } = context;
  const { root, task, attempt, key } = briefing;
  const onCall = traceCall(door.trace, { root, task: task.id, attempt: attempt.n, key, agent: "worker" });
  let last: Answer<undefined> | undefined;
  for (let tries = 1; ; tries += 1) {
    const allowed = meter.reserve(talk.messages);
    // Tries that may have been charged used it up: that is the provider's trouble, not too large a task.
    if (!allowed.ok) return last ?? allowed;
    const answer = await ask({
      endpoint: door.endpoint,
      model: attempt.model,
      ...talk,
      maxOutputTokens: allowed.maxOutputTokens,
      inputTokensMax: allowed.inputTokensMax,
      timeoutMs: Math.max(1, Math.min(callMsMax, context.remainingMs())),
      ...(signal !== undefined && { signal }),
      price: briefing.provider.price,
      onCall: (call) => {
        meter.settle(call.charge, talk.messages);
        onCall(call);
      },
    });
    if (answer.ok || answer.kind !== "infra" || tries >= infraTries) return answer;
    const wait = answer.retryAfterMs ?? 1000 * 2 ** (tries - 1);
    if (wait >= context.remainingMs()) return answer;
    last = answer;
    await door.pause(wait);
  }
}
