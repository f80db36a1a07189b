import { unsupportedUses } from "./action.ts";
import { builtinFor } from "./builtin.ts";
import {
  conditionSource,
  evaluate,
  evaluateCondition,
  expressionsIn,
  namesIn,
  type Scope,
} from "./expressions.ts";
import { isObject, type Json } from "./json.ts";
import { expandMatrix } from "./matrix.ts";
import { unsupportedShell } from "./script.ts";
import { parseUses } from "./uses.ts";
import type { Defaults, Job, Step, Workflow } from "./workflow.ts";

/** Something in a workflow that this runner cannot do, where it stands, and what can be done instead. */
export interface Unsupported {
  job: string;
  line: number;
  message: string;
}

/**
 * Finds what the runner cannot run, before any step does. Jobs and steps whose `if:` is false for this event in any case are left out.
 * `scope` holds what is known beforehand: `github`, `inputs` and `vars`.
 */
export function findUnsupported(
  workflow: Workflow,
  scope: Scope,
  actions: { [repository: string]: string },
): Unsupported[] {
  return Object.entries(workflow.jobs).flatMap(([id, job]) => {
    if (!mayRun(job.if, scope)) return [];
    const at = (place: readonly (string | number)[], message: string): Unsupported => ({
      job: id,
      line: workflow.lineOf(["jobs", id, ...place]),
      message,
    });
    const inJob = jobProblems(job, [job.defaults, workflow.defaults], scope).map(([key, message]) =>
      at([key], message),
    );
    const inSteps = job.steps.flatMap((step, index) => {
      if (!mayRun(step.if, scope)) return [];
      return stepProblems(step, actions).map(([key, message]) => at(["steps", index, key], message));
    });
    return [...inJob, ...inSteps];
  });
}

/** Says what is wrong with evaluated `runs-on:` labels, if anything. */
export function unsupportedLabels(labels: readonly string[]): string | undefined {
  const other = labels.find(
    (label) => /^windows/i.test(label) || (/^macos/i.test(label) && process.platform !== "darwin"),
  );
  if (other === undefined) return undefined;
  return `runs-on: ${other} is not supported here; this machine runs jobs for ubuntu, linux and self-hosted labels`;
}

/** The labels of an evaluated `runs-on:`. */
export function labelsOf(runsOn: Json): string[] {
  if (isObject(runsOn)) return labelsOf(runsOn["labels"] ?? []);
  return [runsOn].flat().map(String);
}

/** False only when the condition is false whatever the jobs and steps before come to. */
function mayRun(condition: Json | undefined, scope: Scope): boolean {
  const { contexts, functions } = namesIn(conditionSource(condition));
  const known = [...contexts].every((name) => name in scope.contexts);
  const certain = [...functions].every((name) => !["failure", "cancelled", "hashfiles"].includes(name));
  return !known || !certain || evaluateCondition(condition, scope);
}

type Problem = [key: string, message: string];

function jobProblems(job: Job, defaults: (Defaults | null | undefined)[], scope: Scope): Problem[] {
  const problems: Problem[] = [];
  if (job.uses !== undefined)
    problems.push(["uses", "reusable workflows are not supported here; put the jobs into this file"]);
  if (job.container !== undefined)
    problems.push(["container", "containers are not supported here; the steps run on this machine"]);
  if (job.services !== undefined)
    problems.push(["services", "services are not supported here; start what is needed in a run: step"]);
  const labels = legScopes(job, scope).map((leg) => knownLabels(job["runs-on"] ?? "", leg));
  const refused = unsupportedLabels(labels.flat());
  if (refused !== undefined) problems.push(["runs-on", refused]);
  const shell = defaults.map((one) => one?.run?.shell).find((one) => one !== undefined);
  const message = typeof shell === "string" && !shell.includes("${{") ? unsupportedShell(shell) : undefined;
  if (message !== undefined) problems.push(["defaults", message]);
  return problems;
}

/** The legs of a matrix that is known beforehand; else the job as such. */
function legScopes(job: Job, scope: Scope): Scope[] {
  const strategy = isObject(job.strategy) ? job.strategy["matrix"] : undefined;
  if (strategy === undefined || !isKnown(strategy, scope)) return [scope];
  const withMatrix = (matrix: Json): Scope => ({ ...scope, contexts: { ...scope.contexts, matrix } });
  try {
    return expandMatrix(evaluate(strategy, scope)).map(withMatrix);
  } catch {
    // A matrix that is none fails its job when it is expanded for good.
    return [scope];
  }
}

function knownLabels(runsOn: Json, scope: Scope): string[] {
  return isKnown(runsOn, scope) ? labelsOf(evaluate(runsOn, scope)) : [];
}

function isKnown(value: Json, scope: Scope): boolean {
  return expressionsIn(value).every((one) =>
    [...namesIn(one).contexts].every((name) => name in scope.contexts),
  );
}

function stepProblems(step: Step, actions: { [repository: string]: string }): Problem[] {
  if (step.uses === undefined && step.run === undefined)
    return [["name", "only run: and uses: steps are supported here"]];
  if (typeof step.shell === "string" && !step.shell.includes("${{")) {
    const message = unsupportedShell(step.shell);
    if (message !== undefined) return [["shell", message]];
  }
  if (step.uses === undefined) return [];
  const target = parseUses(step.uses);
  if (target.kind === "local") return [];
  if (
    target.kind === "remote" &&
    (actions[target.repository.toLowerCase()] ?? builtinFor(target, actions)) !== undefined
  )
    return [];
  return [["uses", `uses: ${step.uses}: ${unsupportedUses(target)}`]];
}
