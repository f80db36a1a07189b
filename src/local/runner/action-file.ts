import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { StepFailure } from "./job-state.ts";
import { Json } from "./json.ts";
import { Step } from "./workflow.ts";

const Javascript = z.object({
  using: z.string().regex(/^node\d+$/),
  main: z.string(),
  pre: z.string().optional(),
  "pre-if": Json.optional(),
  post: z.string().optional(),
  "post-if": Json.optional(),
});
export type Javascript = z.infer<typeof Javascript>;

const Composite = z.object({ using: z.literal("composite"), steps: z.array(Step) });
export type Composite = z.infer<typeof Composite>;

const Runs = z.union([Javascript, Composite]);

export const ActionFile = z.object({
  name: z.string().optional(),
  inputs: z.record(z.string(), z.object({ default: Json.optional() }).nullable()).nullish(),
  outputs: z.record(z.string(), z.object({ value: Json.optional() }).nullable()).nullish(),
  runs: z.looseObject({ using: z.string() }).transform((runs, context) => {
    const parsed = Runs.safeParse(runs);
    if (parsed.success) return parsed.data;
    const known = runs.using === "composite" || /^node\d+$/.test(runs.using);
    context.addIssue(
      known
        ? z.prettifyError(parsed.error)
        : `${runs.using} actions are not supported here; node24, node20 and composite are`,
    );
    return z.NEVER;
  }),
});
export type ActionFile = z.infer<typeof ActionFile>;

/** Where an action's files are, and how people know it. */
export interface ActionPlace {
  directory: string;
  shown: string;
  repository: string;
  ref: string;
}

/** Reads the `action.yml` (or `.yaml`) of a directory; what is wrong with it fails the step. `shown` names the directory to people. */
export function readAction(directory: string, shown: string): ActionFile {
  const path = [join(directory, "action.yml"), join(directory, "action.yaml")].find((one) => existsSync(one));
  if (path === undefined) {
    throw new StepFailure(
      `Can't find 'action.yml' or 'action.yaml' under '${shown}'. Did you forget to run actions/checkout before running your local action?`,
    );
  }
  const file = ActionFile.safeParse(parsed(path, shown));
  if (file.success) return file.data;
  throw new StepFailure(`${shown}/action.yml: ${z.prettifyError(file.error)}`);
}

function parsed(path: string, shown: string): unknown {
  try {
    return parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new StepFailure(`${shown}/action.yml: ${(cause as Error).message}`, { cause });
  }
}
