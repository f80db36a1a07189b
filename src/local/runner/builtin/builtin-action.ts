import type { StepCall } from "../job-state.ts";

/** An action of GitHub's that the runner does itself. Input names are in lower case. */
export interface Builtin {
  main: (call: StepCall, inputs: { [name: string]: string }) => Promise<void>;
  post?: (call: StepCall, inputs: { [name: string]: string }) => Promise<void>;
}
