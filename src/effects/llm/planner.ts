import { Proposal } from "#src/core/plan.ts";
import type { PlannerBriefing } from "#src/core/planner-briefing.ts";
import type { Answer } from "./answer.ts";
import { ask, type CallOptions } from "./ask.ts";
import { plannerPrompt } from "./planner-prompt.ts";

/** Room for the schema of a proposal and for what a provider adds around messages. */
const schemaBytes = 8000;

/**
 * Asks the planner for a proposal about one task, with a prompt that cannot have more than `inputTokensMax` tokens. The reply is only
 * well-formed; whether it is acceptable, `judgeProposal` decides.
 */
export function askPlanner(briefing: PlannerBriefing, options: CallOptions): Promise<Answer<Proposal>> {
  const messages = plannerPrompt(briefing, options.inputTokensMax - schemaBytes);
  return ask({ ...options, messages, schema: { name: "proposal", zod: Proposal } });
}
