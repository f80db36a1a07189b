import { preOf } from "./action.ts";
import { asText, evaluate, evaluateCondition } from "./expressions.ts";
import { RUNNER_NAME } from "./github-context.ts";
import type { Conclusion } from "./host.ts";
import { JobClock } from "./job-clock.ts";
import { openJob, type JobOrder } from "./job-opening.ts";
import type { Frame, JobState, PostStep, StepCall } from "./job-state.ts";
import { removeJob } from "./job-dirs.ts";
import { killOrphans } from "./orphans.ts";
import { stepScope } from "./scope.ts";
import { attempt, environment, runStep } from "./step.ts";
import { StepList } from "./step-list.ts";
import type { Step } from "./workflow.ts";

export interface JobEnd {
  conclusion: "success" | "failure" | "cancelled";
  outputs: { [name: string]: string };
}

const DEFAULT_MINUTES = 360;

/** Runs one leg of a job from its set-up to its last post step and reports all of it. Nothing it started is alive when this resolves. */
export async function runJob(order: JobOrder): Promise<JobEnd> {
  const job = openJob(order);
  const { host } = job.setup;
  const frame: Frame = {
    job,
    inputs: job.run.inputs,
    steps: {},
    env: {},
    defaults: [job.leg.definition.defaults, job.workflow.defaults],
    status: "success",
  };
  host.startJob(job.id, RUNNER_NAME);
  const steps = new StepList((records) => host.updateSteps(job.id, records));
  const clock = new JobClock(job);
  const outputs: JobEnd["outputs"] = {};
  try {
    await runAll(frame, steps, clock, outputs);
  } finally {
    clock.stop();
    job.groups.end();
    job.setup.live.delete(job.groups);
    killOrphans(job.trackingId);
    host.revokeToken(job.token);
    removeJob(job.dirs);
  }
  const conclusion = job.cancel.signal.aborted ? "cancelled" : frame.status;
  if (conclusion === "cancelled") noteCancel(job);
  host.finishJob(job.id, { conclusion, summary: job.summaries.join("\n\n"), annotations: job.annotations });
  return { conclusion, outputs };
}

async function runAll(
  frame: Frame,
  list: StepList,
  clock: JobClock,
  outputs: JobEnd["outputs"],
): Promise<void> {
  const { job } = frame;
  const { definition } = job.leg;
  const setUp = list.add("Set up job");
  const planned = definition.steps.map((step) => ({ step, number: list.add(stepName(step, frame)) }));
  await list.during(setUp, () => conclusionOf(frame, () => setUpJob(frame, clock)));
  for (const [index, { step, number }] of planned.entries()) {
    await list.during(number, async () => (await runStep(frame, step, index)).conclusion);
  }
  const posts = job.posts.map((post) => ({ post, number: 0 })).reverse();
  for (const entry of posts) entry.number = list.add(entry.post.name);
  for (const { post, number } of posts) await list.during(number, () => runPost(post, frame));
  await list.during(list.add("Complete job"), () =>
    conclusionOf(frame, async () => {
      Object.assign(outputs, jobOutputs(frame));
      job.log.line("Cleaning up orphan processes");
    }),
  );
}

async function setUpJob(frame: Frame, clock: JobClock): Promise<void> {
  const { job } = frame;
  job.log.line(`Current runner: ${RUNNER_NAME} (${process.platform} ${process.arch})`);
  job.log.line(`Job: ${job.leg.name}; workflow: ${job.run.workflow.path}; commit: ${job.run.sha}`);
  // Each level may read the one above it.
  for (const env of [job.workflow.env, job.leg.definition.env]) {
    Object.assign(job.env, environment(env, stepScope(frame, job.env)));
  }
  const minutes = evaluate(
    job.leg.definition["timeout-minutes"] ?? DEFAULT_MINUTES,
    stepScope(frame, job.env),
  );
  clock.limit(Number(asText(minutes)));
  for (const [index, step] of job.leg.definition.steps.entries()) {
    const pre = preOf(step, job);
    if (pre === undefined) continue;
    const ended = await attempt(frame, step.id ?? `__pre_${index + 1}`, async (call) => {
      if (!evaluateCondition(pre.condition, call.scope)) return "skipped";
      await pre.run(call);
      return "success";
    });
    if (ended.outcome === "failure") frame.status = "failure";
  }
}

async function runPost(post: PostStep, jobFrame: Frame): Promise<Conclusion> {
  // A post step of a nested action asks after the job's status, as those of the job's own steps do.
  const frame: Frame = { ...post.frame, status: jobFrame.status };
  const ended = await attempt(frame, "", async (call: StepCall) => {
    if (!evaluateCondition(post.condition, call.scope)) return "skipped";
    frame.job.log.line("Post job cleanup.");
    await post.run(call);
    return "success";
  });
  if (ended.outcome === "failure") jobFrame.status = "failure";
  return ended.outcome;
}

async function conclusionOf(frame: Frame, run: () => Promise<void>): Promise<Conclusion> {
  const ended = await attempt(frame, "", async () => {
    await run();
    return "success";
  });
  if (ended.outcome === "failure") frame.status = "failure";
  return ended.outcome;
}

/** What people see before the step runs; an expression that cannot be evaluated yet is shown as it is written. */
function stepName(step: Step, frame: Frame): string {
  const written = asText(
    step.name ??
      `Run ${
        step.uses ??
        asText(step.run ?? "")
          .trim()
          .split("\n")[0]
      }`,
  );
  try {
    return asText(evaluate(written, stepScope(frame, frame.job.env)));
  } catch {
    return written;
  }
}

/** A value that holds a secret is not handed on, as on GitHub. */
function jobOutputs(frame: Frame): JobEnd["outputs"] {
  const { job } = frame;
  const scope = stepScope(frame, job.env);
  const outputs: JobEnd["outputs"] = {};
  for (const [name, value] of Object.entries(job.leg.definition.outputs ?? {})) {
    const text = asText(evaluate(value, scope));
    if (job.log.masks.hides(text))
      job.log.line(`##[warning]Skip output '${name}' since it may contain secret.`);
    else outputs[name] = text;
  }
  return outputs;
}

function noteCancel(job: JobState): void {
  const { reason } = job.cancel.signal;
  const message = typeof reason === "string" ? reason : "The operation was canceled.";
  job.annotations.push({ level: "failure", path: ".github", startLine: 1, endLine: 1, message });
}
