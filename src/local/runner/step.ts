import { runAction } from "./action.ts";
import { asText, evaluate, evaluateCondition, isTruthy, type Scope } from "./expressions.ts";
import {
  type Frame,
  type Outcome,
  type StepCall,
  StepFailedInside,
  StepFailure,
  type StepResult,
} from "./job-state.ts";
import { isObject, type Json } from "./json.ts";
import { stepScope } from "./scope.ts";
import { runScript } from "./script.ts";
import { StepOutput } from "./step-output.ts";
import type { Step } from "./workflow.ts";

/** Runs the steps of a composite action one after the other; the frame holds what came of them. */
export async function runSteps(frame: Frame, steps: readonly Step[], within: AbortSignal): Promise<void> {
  for (const [index, step] of steps.entries()) {
    if (within.aborted) return;
    await runStep(frame, step, index, within);
  }
}

/** Runs one step, or skips it, and notes its result in the frame. Never throws: what goes wrong fails the step and is in its log. */
export async function runStep(
  frame: Frame,
  step: Step,
  index: number,
  within?: AbortSignal,
): Promise<StepResult> {
  const name =
    step.id ?? `__${step.uses === undefined ? "run" : step.uses.replaceAll(/[^\w-]+/g, "_")}_${index + 1}`;
  let forgiving = false;
  const ended = await attempt(frame, name, async (call) => {
    if (!evaluateCondition(step.if, call.scope)) return "skipped";
    const own = { ...frame.env, ...environment(step.env, call.scope) };
    const env = { ...frame.job.env, ...own };
    const scope = stepScope(frame, env, name);
    forgiving = isTruthy(evaluate(step["continue-on-error"] ?? false, scope));
    const limit = timeLimit(step["timeout-minutes"], scope);
    const signal = AbortSignal.any([
      signalFor(frame),
      ...(within ? [within] : []),
      ...(limit ? [limit.signal] : []),
    ]);
    const running = { ...call, env, own, scope, signal };
    await underLimit(
      step.uses === undefined ? runScript(step, running) : runAction(step, running, runSteps),
      signal,
      limit,
    );
    return "success";
  });
  const forgiven = ended.outcome === "failure" && forgiving;
  const result: StepResult = { ...ended, conclusion: forgiven ? "success" : ended.outcome };
  if (step.id !== undefined) frame.steps[step.id] = result;
  if (result.conclusion === "failure") frame.status = "failure";
  return result;
}

/** Runs something as a step; its failure becomes an error in the log and an annotation. */
export async function attempt(
  frame: Frame,
  name: string,
  run: (call: StepCall) => Promise<Outcome>,
): Promise<Omit<StepResult, "conclusion">> {
  const env = { ...frame.job.env, ...frame.env };
  const call: StepCall = {
    frame,
    job: frame.job,
    name,
    scope: stepScope(frame, env, name),
    env,
    own: frame.env,
    signal: signalFor(frame),
    outputs: {},
    state: {},
  };
  try {
    return { outcome: await run(call), outputs: call.outputs };
  } catch (error) {
    if (error instanceof StepCancelled) {
      frame.job.log.line("##[error]The operation was canceled.");
      return { outcome: "cancelled", outputs: call.outputs };
    }
    // Anything but a StepFailure is an expression that cannot be evaluated, or a fault of this runner: both fail the step, visibly.
    if (!(error instanceof StepFailedInside))
      new StepOutput(call).error(error instanceof Error ? error.message : String(error));
    return { outcome: "failure", outputs: call.outputs };
  }
}

/** An evaluated `env:`. */
export function environment(env: Json | undefined, scope: Scope): { [name: string]: string } {
  const evaluated = evaluate(env ?? {}, scope);
  if (!isObject(evaluated)) throw new StepFailure("env: must be a map");
  return Object.fromEntries(Object.entries(evaluated).map(([name, value]) => [name, asText(value)]));
}

class StepCancelled extends Error {}

/** A job that is cancelled already still runs its `always()` steps; only the end of everything stops those. */
function signalFor({ job }: Frame): AbortSignal {
  return job.cancel.signal.aborted ? job.kill.signal : AbortSignal.any([job.cancel.signal, job.kill.signal]);
}

interface TimeLimit {
  signal: AbortSignal;
  minutes: number;
}

function timeLimit(value: Json | undefined, scope: Scope): TimeLimit | undefined {
  if (value === undefined) return undefined;
  const minutes = Number(asText(evaluate(value, scope)));
  if (!(minutes > 0)) throw new StepFailure("timeout-minutes must be a number above 0");
  return { minutes, signal: AbortSignal.timeout(Math.min(minutes * 60_000, 2 ** 31 - 1)) };
}

/** Whatever a step says of itself, one that ran out of time failed, and one that was cancelled was cancelled. */
async function underLimit(
  run: Promise<void>,
  signal: AbortSignal,
  limit: TimeLimit | undefined,
): Promise<void> {
  const [result] = await Promise.allSettled([run]);
  if (limit?.signal.aborted === true && signal.reason === limit.signal.reason) {
    throw new StepFailure(`The action has timed out after ${limit.minutes} minutes.`);
  }
  if (signal.aborted) throw new StepCancelled();
  if (result.status === "rejected") throw result.reason;
}
