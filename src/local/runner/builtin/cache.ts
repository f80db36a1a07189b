import type { Builtin } from "./builtin-action.ts";
import { StepFailure } from "../job-state.ts";

/** `actions/cache`: there is none here, so every look-up is a miss, and the job does the work itself. */
export const cache: Builtin = {
  main: async (call, inputs) => {
    call.outputs["cache-hit"] = "false";
    call.outputs["cache-primary-key"] = inputs["key"] ?? "";
    call.outputs["cache-matched-key"] = "";
    if (inputs["fail-on-cache-miss"] === "true")
      throw new StepFailure(`Failed to restore cache entry. Input key: ${inputs["key"]}`);
    call.job.log.line(
      `##[notice]Cache not found for input keys: ${inputs["key"]}; the local runner keeps no caches`,
    );
  },
};
