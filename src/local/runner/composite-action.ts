import type { ActionFile, ActionPlace, Composite } from "./action-file.ts";
import { asText, evaluate } from "./expressions.ts";
import { type Frame, type RunSteps, type StepCall, StepFailedInside } from "./job-state.ts";
import { stepScope } from "./scope.ts";

/** Runs the steps of a composite action in a frame of their own, and evaluates its outputs. */
export async function runComposite(
  action: ActionFile & { runs: Composite },
  place: ActionPlace,
  inputs: { [name: string]: string },
  call: StepCall,
  runSteps: RunSteps,
): Promise<void> {
  const frame: Frame = {
    job: call.job,
    inputs,
    steps: {},
    env: call.own,
    defaults: [],
    action: { name: place.shown, path: place.directory, repository: place.repository, ref: place.ref },
    status: "success",
  };
  await runSteps(frame, action.runs.steps, call.signal);
  const scope = stepScope(frame, call.env, call.name);
  for (const [name, output] of Object.entries(action.outputs ?? {})) {
    call.outputs[name] = asText(evaluate(output?.value ?? "", scope));
  }
  if (frame.status === "failure") throw new StepFailedInside();
}
