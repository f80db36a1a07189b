import type { Usage } from "./report.ts";
import type { TraceLine } from "./trace-line.ts";
import { addUsage, noUsage } from "./usage.ts";

/** What a trace shows of tokens and money: the sum over its `model_call` lines. */
export function tracedUsage(lines: readonly TraceLine[]): Usage {
  return lines.reduce((sum, line) => {
    if (line.type !== "model_call") return sum;
    const { attrs } = line;
    return addUsage(sum, {
      inputTokens: attrs["gen_ai.usage.input_tokens"],
      outputTokens: attrs["gen_ai.usage.output_tokens"],
      cachedInputTokens: attrs["gen_ai.usage.cache_read.input_tokens"],
      usd: attrs["fractal.cost.usd"],
      calls: 1,
    });
  }, noUsage);
}
