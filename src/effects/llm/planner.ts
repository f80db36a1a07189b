import { Proposal } from "#src/core/plan.ts";
import type { PlannerBriefing } from "#src/core/planner-briefing.ts";
import type { Answer } from "./answer.ts";
import { ask, type Question } from "./ask.ts";
import { plannerPrompt } from "./planner-prompt.ts";

/** Asks the planner for a proposal about one task. It is only well-formed; whether it is acceptable, `judgeProposal` decides. */
export function askPlanner(
  briefing: PlannerBriefing,
  options: Omit<Question<Proposal>, "messages" | "schema" | "tools" | "inputTokensMax">,
): Promise<Answer<Proposal>> {
  return ask({ ...options, messages: plannerPrompt(briefing), schema: { name: "proposal", zod: Proposal } });
}
