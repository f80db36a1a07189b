import type { EffectOf } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import type { Fix, RouterChoice } from "#src/core/help.ts";
import type { Proposal } from "#src/core/plan.ts";
import type { Distilled } from "#src/core/policy-draft.ts";
import type { Task, Tree } from "#src/core/tree.ts";
import { noUsage } from "#src/core/usage.ts";

type NoReply = Readonly<{ problem: string }>;

/** What the orchestrator's models say in a story. */
export type Models = Readonly<{
  planner: (task: Task, ask: number, tree: Tree) => Proposal | NoReply;
  /** Sends for a person when left out. */
  router?: (task: Task, n: number, ask: number) => RouterChoice | NoReply;
  fixer?: (task: Task, n: number, ask: number) => Fix | NoReply;
  /** Finds the rule in an answer; none when left out. */
  distiller?: (task: Task) => Distilled | NoReply;
}>;

type Asked = EffectOf<"AskPlanner" | "AskRouter" | "AskFixer" | "DistillPolicy">;

/** The event that their reply is, at one price for all. */
export function modelReply(
  models: Models,
  { tree, task, effect }: { tree: Tree; task: Task; effect: Asked },
): TreeEvent {
  const about = { task: task.id, usage: cheap };
  switch (effect.type) {
    case "AskPlanner": {
      const said = { ...about, type: "PlannerReplied" as const, ask: effect.ask };
      const reply = models.planner(task, effect.ask, tree);
      return "problem" in reply ? { ...said, ...reply } : { ...said, proposal: reply };
    }
    case "AskRouter": {
      const said = { ...about, type: "RouterReplied" as const, n: effect.n, ask: effect.ask };
      const reply = models.router?.(task, effect.n, effect.ask) ?? sendsForPerson;
      return "problem" in reply ? { ...said, ...reply } : { ...said, choice: reply };
    }
    case "AskFixer": {
      const said = { ...about, type: "FixerReplied" as const, n: effect.n, ask: effect.ask };
      const reply = models.fixer?.(task, effect.n, effect.ask) ?? { problem: "no fixer is in this story" };
      return "problem" in reply ? { ...said, ...reply } : { ...said, fix: reply };
    }
    default: {
      const said = { ...about, type: "PolicyDistilled" as const, n: effect.n, day: "2026-11-23" };
      const reply = models.distiller?.(task) ?? { rules: [] };
      return "problem" in reply ? { ...said, ...reply } : { ...said, distilled: reply };
    }
  }
}

const cheap = { ...noUsage, inputTokens: 900, outputTokens: 90, usd: 0.001, calls: 1 };
const sendsForPerson: RouterChoice = { choose: "person", reason: "Only you can say.", question: null };
