import { Proposal } from "#src/core/plan.ts";
import type { PlannerBriefing } from "#src/core/planner-briefing.ts";
import type { Answer } from "./answer.ts";
import { ask, type Question } from "./ask.ts";
import { plannerPrompt } from "./planner-prompt.ts";

/** Room for the schema of a proposal and for what a provider adds around messages. */
const schemaBytes = 8000;

/**
 * Asks the planner for a proposal about one task, with a prompt that cannot have more than `inputTokensMax` tokens. The reply is only
 * well-formed; whether it is acceptable, `judgeProposal` decides.
 */
export function askPlanner(
  briefing: PlannerBriefing,
  options: Omit<Question<Proposal>, "messages" | "schema" | "tools">,
): Promise<Answer<Proposal>> {
  const bytesMax = options.inputTokensMax === undefined ? undefined : options.inputTokensMax - schemaBytes;
  const messages = plannerPrompt(briefing, bytesMax);
  return ask({ ...options, messages, schema: { name: "proposal", zod: Proposal } });
}
