import type { HubContext } from "../context.ts";
import { Refusal } from "../errors.ts";
import type { WorkflowRun } from "./rows.ts";
import { HubRunnerHost } from "./runner-host.ts";

/** Asks the runner to end a run; one that no runner has taken ends here. */
export function cancelRun(ctx: HubContext, run: WorkflowRun, force: boolean): void {
  if (run.status === "completed") throw new Refusal(409, "Cannot cancel a workflow run that is completed.");
  for (const taker of ctx.runTakers) taker.cancel(run.id, force);
  if (ctx.runTakers.size === 0) new HubRunnerHost(ctx).finishRun(run.id, "cancelled");
}
