import { createHash } from "node:crypto";
import type {
  Annotation,
  Conclusion,
  HostWatcher,
  JobPermissions,
  JobResult,
  NewJob,
  QueuedRun,
  RunnerHost,
  StepRecord,
  StoredArtifact,
} from "#src/local/runner/host.ts";
import type { HubContext } from "../context.ts";
import { mintJobToken } from "../tokens.ts";
import type { CheckAnnotation, Repo } from "../rows.ts";
import { timestamp } from "../state.ts";
import { announceJob, announceSuite, announceWorkflowRun } from "./announce.ts";
import { tokenPermissions } from "./job-permissions.ts";
import { queuedRun } from "./queued-run.ts";
import type { Artifact, WorkflowRun } from "./rows.ts";
import type { ActionsStore } from "./store.ts";

/** GitHub keeps summaries of 65,535 characters on a check run. */
const SUMMARY_LIMIT = 65_535;
const DAY_MS = 86_400_000;

/** The hub as the local runner sees it: its runs, and where to report what comes of them. */
export class HubRunnerHost implements RunnerHost {
  readonly #ctx: HubContext;
  readonly #store: ActionsStore;

  constructor(ctx: HubContext) {
    this.#ctx = ctx;
    this.#store = ctx.actions;
  }

  watch(watcher: HostWatcher): () => void {
    const queued = (runId: number): void => watcher.queued(this.#queuedRun(runId));
    const taker = { queued, cancel: (runId: number, force: boolean): void => watcher.cancel(runId, force) };
    this.#ctx.runTakers.add(taker);
    for (const { id } of this.#ctx.state.workflowRuns.filter((run) => run.status === "queued")) queued(id);
    return () => this.#ctx.runTakers.delete(taker);
  }

  secrets(run: QueuedRun): { [name: string]: string } {
    return this.#ctx.actionsSettings.get(run.repository.id)?.secrets ?? {};
  }

  variables(run: QueuedRun): { [name: string]: string } {
    return this.#ctx.actionsSettings.get(run.repository.id)?.variables ?? {};
  }

  jobToken(run: QueuedRun, permissions: JobPermissions | undefined): string {
    return mintJobToken(this.#ctx, this.#repo(run.id), tokenPermissions(permissions)).token;
  }

  revokeToken(token: string): void {
    const row = this.#ctx.state.tokens.where("token", token)[0];
    if (row) this.#ctx.state.tokens.delete(row.id);
  }

  startRun(runId: number): void {
    this.#changeRun(runId, { status: "in_progress", startedAt: timestamp() });
    this.#ctx.state.checkSuites.patch(this.#run(runId).suiteId, {
      status: "in_progress",
      updatedAt: timestamp(),
    });
    announceWorkflowRun(this.#ctx, runId, "in_progress");
  }

  finishRun(runId: number, conclusion: Conclusion): void {
    const run = this.#run(runId);
    if (run.status === "completed") return;
    for (const { id } of this.#ctx.state.workflowJobs.where("runId", runId)) {
      const open = this.#ctx.state.checkRuns.must(id).status !== "completed";
      if (open) this.finishJob(id, { conclusion: "cancelled", summary: "", annotations: [] });
    }
    this.#ctx.state.checkSuites.patch(run.suiteId, {
      status: "completed",
      conclusion,
      updatedAt: timestamp(),
    });
    this.#changeRun(runId, { status: "completed", conclusion });
    announceSuite(this.#ctx, runId);
    announceWorkflowRun(this.#ctx, runId, "completed");
  }

  createJob(runId: number, { name, labels }: NewJob): number {
    const { repoId, suiteId, headSha } = this.#run(runId);
    const id = this.#ctx.nextId();
    const at = timestamp();
    this.#ctx.state.checkRuns.put({
      id,
      repoId,
      suiteId,
      maker: "actions",
      name,
      headSha,
      externalId: String(id),
      detailsUrl: `${this.#ctx.url}/${this.#ctx.fullName(this.#repo(runId))}/actions/runs/${runId}/job/${id}`,
      status: "queued",
      conclusion: null,
      startedAt: at,
      completedAt: null,
      output: { title: null, summary: null, text: null },
      annotations: [],
    });
    this.#ctx.state.workflowJobs.put({ id, runId, labels, runnerName: null, createdAt: at, steps: [] });
    announceJob(this.#ctx, id, "queued");
    return id;
  }

  startJob(jobId: number, runnerName: string): void {
    this.#ctx.state.workflowJobs.patch(jobId, { runnerName });
    this.#ctx.state.checkRuns.patch(jobId, { status: "in_progress", startedAt: timestamp() });
    announceJob(this.#ctx, jobId, "in_progress");
  }

  updateSteps(jobId: number, steps: StepRecord[]): void {
    const whole = (at: string | null): string | null => (at === null ? null : timestamp(Date.parse(at)));
    this.#ctx.state.workflowJobs.patch(jobId, {
      steps: steps.map((step) => ({
        ...step,
        startedAt: whole(step.startedAt),
        completedAt: whole(step.completedAt),
      })),
    });
  }

  appendLog(jobId: number, text: string): void {
    this.#store.appendLog(jobId, text);
  }

  finishJob(jobId: number, { conclusion, summary, annotations }: JobResult): void {
    this.#ctx.state.checkRuns.patch(jobId, {
      status: "completed",
      conclusion,
      completedAt: timestamp(),
      output: { title: null, summary: summary === "" ? null : summary.slice(0, SUMMARY_LIMIT), text: null },
      annotations: annotations.map(checkAnnotation),
    });
    announceJob(this.#ctx, jobId, "completed");
  }

  listArtifacts(runId: number): StoredArtifact[] {
    return this.#ctx.state.artifacts.where("runId", runId).map((row) => this.#stored(row));
  }

  saveArtifact(
    runId: number,
    wanted: { name: string; zip: Uint8Array; replace: boolean; days?: number },
  ): StoredArtifact {
    const { name, zip } = wanted;
    const same = this.#ctx.state.artifacts.where("runId", runId).find((row) => row.name === name);
    if (same && !wanted.replace) {
      throw new Error(
        `Failed to CreateArtifact: Received non-retryable error: (409) Conflict: an artifact with the name ${name} already exists on the workflow run`,
      );
    }
    if (same) this.#ctx.state.artifacts.delete(same.id);
    const id = this.#ctx.nextId();
    this.#store.writeArtifact(id, zip);
    const row = this.#ctx.state.artifacts.put({
      id,
      runId,
      name,
      size: zip.byteLength,
      digest: `sha256:${createHash("sha256").update(zip).digest("hex")}`,
      createdAt: timestamp(),
      expiresAt: timestamp(Date.now() + (wanted.days ?? 90) * DAY_MS),
    });
    return this.#stored(row);
  }

  readArtifact(artifactId: number): Uint8Array {
    return this.#store.readArtifact(artifactId);
  }

  #stored({ id, name, size, digest, runId }: Artifact): StoredArtifact {
    const url = `${this.#ctx.url}/${this.#ctx.fullName(this.#repo(runId))}/actions/runs/${runId}/artifacts/${id}`;
    return { id, name, size, digest, url };
  }

  #queuedRun(runId: number): QueuedRun {
    const run = this.#run(runId);
    const actor = this.#ctx.state.users.must(run.actorId);
    return queuedRun(this.#ctx, this.#repo(runId), { ...run, actor }, this.#store.readFacts(runId));
  }

  #run(runId: number): WorkflowRun {
    return this.#ctx.state.workflowRuns.must(runId);
  }

  #repo(runId: number): Repo {
    return this.#ctx.state.repos.must(this.#run(runId).repoId);
  }

  #changeRun(runId: number, change: Partial<WorkflowRun>): void {
    this.#ctx.state.workflowRuns.patch(runId, { ...change, updatedAt: timestamp() });
  }
}

function checkAnnotation({ level, path, startLine, endLine, title, message }: Annotation): CheckAnnotation {
  return {
    path,
    start_line: startLine,
    end_line: endLine,
    annotation_level: level,
    message,
    ...(title !== undefined && { title }),
  };
}
