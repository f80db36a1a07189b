import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { ActionFile, ActionPlace } from "./action-file.ts";
import type { Scope } from "./expressions.ts";
import { type StepCall, StepFailure } from "./job-state.ts";
import type { Json } from "./json.ts";
import { runStepProcess } from "./step-process.ts";

/** Runs one part (`main`, `pre` or `post`) of a JavaScript action, as it is: no install step comes before it. */
export async function runJavascript(
  file: string,
  place: ActionPlace,
  inputs: { [name: string]: string },
  call: StepCall,
): Promise<void> {
  if (!existsSync(file))
    throw new StepFailure(
      `File not found: '${file}'. An action must come with the files its action.yml names.`,
    );
  const { frame, job } = call;
  const action = { name: place.shown, path: place.directory, repository: place.repository, ref: place.ref };
  const code = await runStepProcess(
    { ...call, frame: { ...frame, action: frame.action ?? action } },
    { file: job.setup.node, args: [file], env: { ...inputVariables(inputs), ...stateVariables(call.state) } },
  );
  if (code !== 0) throw new StepFailure(`Process completed with exit code ${code}.`);
}

/** What to run before a job's steps for an action that has a `pre`. */
export function prepareJavascript(
  { runs }: ActionFile,
  place: ActionPlace,
  inputs: (scope: Scope) => { [name: string]: string },
): { condition: Json; run: (call: StepCall) => Promise<void> } | undefined {
  if (!("main" in runs) || runs.pre === undefined) return undefined;
  const file = resolve(place.directory, runs.pre);
  return {
    condition: runs["pre-if"] ?? "always()",
    run: (call) => runJavascript(file, place, inputs(call.scope), call),
  };
}

/** Spaces become `_`, hyphens stay: `task-id` is `INPUT_TASK-ID`. */
function inputVariables(inputs: { [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
      value,
    ]),
  );
}

function stateVariables(state: { [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
}
