import { join, resolve } from "node:path";
import { type ActionFile, type ActionPlace, readAction } from "./action-file.ts";
import { builtinFor } from "./builtin.ts";
import { runComposite } from "./composite-action.ts";
import { asText, evaluate, type Scope } from "./expressions.ts";
import { prepareJavascript, runJavascript } from "./javascript-action.ts";
import {
  type Frame,
  type JobState,
  type PostStep,
  type RunSteps,
  type StepCall,
  StepFailure,
} from "./job-state.ts";
import { parseUses, type Uses } from "./uses.ts";
import type { Step } from "./workflow.ts";

/** Runs a `uses:` step. */
export async function runAction(step: Step, call: StepCall, runSteps: RunSteps): Promise<void> {
  const { frame, job } = call;
  const uses = step.uses ?? "";
  job.log.line(`##[group]Run ${uses}`);
  const given = evaluatedInputs(step, call.scope);
  if (Object.keys(given).length > 0) job.log.line("with:");
  for (const [name, value] of Object.entries(given)) job.log.line(`  ${name}: ${value}`);
  job.log.line("##[endgroup]");

  const target = parseUses(uses);
  const builtin = target.kind === "remote" ? builtinFor(target, job.setup.actions) : undefined;
  if (builtin !== undefined) {
    const inputs = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const { post } = builtin;
    if (post)
      pushPost(frame, call, { name: `Post ${shownName(step, call)}`, run: (later) => post(later, inputs) });
    return builtin.main(call, inputs);
  }
  const place = placeOf(target, uses, job);
  const action = readAction(place.directory, place.shown);
  const inputs = withDefaults(action, given, call.scope);
  warnOfUnknown(action, given, call);
  const { runs } = action;
  if (runs.using === "composite" && "steps" in runs) {
    return runComposite({ ...action, runs }, place, inputs, call, runSteps);
  }
  if (!("main" in runs)) throw new StepFailure(`${place.shown}/action.yml: runs.main is missing`);
  if (runs.post !== undefined) {
    const file = resolve(place.directory, runs.post);
    const condition = runs["post-if"] ?? "always()";
    const run = (later: StepCall): Promise<void> => runJavascript(file, place, inputs, later);
    pushPost(frame, call, { name: `Post ${shownName(step, call)}`, condition, run });
  }
  return runJavascript(resolve(place.directory, runs.main), place, inputs, call);
}

/** The `pre` part of a remote JavaScript action, which runs when its job begins; GitHub has none for local actions. */
export function preOf(step: Step, job: JobState): ReturnType<typeof prepareJavascript> {
  const target = parseUses(step.uses ?? "");
  if (target.kind !== "remote" || builtinFor(target, job.setup.actions) !== undefined) return undefined;
  const place = placeOf(target, step.uses ?? "", job);
  const action = readAction(place.directory, place.shown);
  return prepareJavascript(action, place, (scope) =>
    withDefaults(action, evaluatedInputs(step, scope), scope),
  );
}

function pushPost(
  frame: Frame,
  call: StepCall,
  post: Pick<PostStep, "name" | "run"> & { condition?: PostStep["condition"] },
) {
  call.job.posts.push({
    name: post.name,
    condition: post.condition ?? "always()",
    frame,
    // The main part's state and variables are what the post part sees.
    run: (later) => {
      const env = { ...later.env, ...call.own };
      return post.run({ ...later, name: call.name, env, own: call.own, state: call.state });
    },
  });
}

function shownName(step: Step, call: StepCall): string {
  return step.name === undefined ? `Run ${step.uses}` : asText(evaluate(step.name, call.scope));
}

function placeOf(target: Uses, uses: string, job: JobState): ActionPlace {
  if (target.kind === "local") {
    return { directory: resolve(job.dirs.workspace, target.path), shown: uses, repository: "", ref: "" };
  }
  const local = target.kind === "remote" ? job.setup.actions[target.repository.toLowerCase()] : undefined;
  if (target.kind !== "remote" || local === undefined)
    throw new StepFailure(`${uses}: ${unsupportedUses(target)}`);
  return { directory: join(local, target.path), shown: uses, repository: target.repository, ref: target.ref };
}

/** Why a `uses:` cannot be run here. */
export function unsupportedUses(target: Uses): string {
  if (target.kind === "docker") return "docker actions are not supported here; run the tool in a run: step";
  if (target.kind === "malformed") return "not ./path, nor owner/repo[/path]@ref";
  return "this action is not available here; available are ./path, actions/checkout, setup-node, setup-python, setup-go, upload-artifact, download-artifact and cache";
}

function evaluatedInputs(step: Step, scope: Scope): { [name: string]: string } {
  return texts(Object.entries(step.with ?? {}), scope);
}

function withDefaults(
  action: ActionFile,
  given: { [name: string]: string },
  scope: Scope,
): { [name: string]: string } {
  const known = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  const missing = Object.entries(action.inputs ?? {}).filter(([name]) => !known.has(name.toLowerCase()));
  const defaults = missing.flatMap(([name, input]) =>
    input?.default === undefined ? [] : [[name, input.default] as const],
  );
  return { ...given, ...texts(defaults, scope) };
}

function texts(
  pairs: readonly (readonly [string, Parameters<typeof evaluate>[0]])[],
  scope: Scope,
): { [name: string]: string } {
  return Object.fromEntries(pairs.map(([name, value]) => [name, asText(evaluate(value, scope))]));
}

function warnOfUnknown(action: ActionFile, given: { [name: string]: string }, { job }: StepCall): void {
  const valid = Object.keys(action.inputs ?? {});
  const known = new Set(valid.map((name) => name.toLowerCase()));
  const unknown = Object.keys(given).filter((name) => !known.has(name.toLowerCase()));
  if (unknown.length === 0) return;
  const list = (names: string[]): string => names.map((name) => `'${name}'`).join(", ");
  job.log.line(`##[warning]Unexpected input(s) ${list(unknown)}, valid inputs are [${list(valid)}]`);
}
