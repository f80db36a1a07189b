import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const Tree = z.record(z.string(), z.json());

/** What a run was started with: too big for its row, and never changed. */
export const RunFacts = z.object({
  path: z.string(),
  workflow: z.string(),
  sha: z.string(),
  ref: z.string(),
  headRef: z.string(),
  baseRef: z.string(),
  payload: Tree,
  inputs: Tree,
});
export type RunFacts = z.infer<typeof RunFacts>;

/** A payload as it is after its way over the wire. */
export function plainJson(payload: Record<string, unknown>): RunFacts["payload"] {
  return JSON.parse(JSON.stringify(payload)) as RunFacts["payload"];
}

/** What of the Actions half is too big for rows: what runs were started with, logs of jobs, zips of artifacts. */
export interface ActionsStore {
  writeFacts(runId: number, facts: RunFacts): void;
  readFacts(runId: number): RunFacts;
  appendLog(jobId: number, text: string): void;
  /** Nothing when the job has written none yet. */
  readLog(jobId: number): Buffer | undefined;
  writeArtifact(id: number, zip: Uint8Array): void;
  readArtifact(id: number): Buffer;
}

/** Kept as files below a directory. */
export class ActionsFiles implements ActionsStore {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  writeFacts(runId: number, facts: RunFacts): void {
    writeFileSync(this.#file("runs", `${runId}.json`), JSON.stringify(facts));
  }

  readFacts(runId: number): RunFacts {
    return RunFacts.parse(JSON.parse(readFileSync(this.#file("runs", `${runId}.json`), "utf8")));
  }

  appendLog(jobId: number, text: string): void {
    appendFileSync(this.#file("logs", `${jobId}.txt`), text);
  }

  readLog(jobId: number): Buffer | undefined {
    const file = this.#file("logs", `${jobId}.txt`);
    return existsSync(file) ? readFileSync(file) : undefined;
  }

  writeArtifact(id: number, zip: Uint8Array): void {
    writeFileSync(this.#file("artifacts", `${id}.zip`), zip);
  }

  readArtifact(id: number): Buffer {
    return readFileSync(this.#file("artifacts", `${id}.zip`));
  }

  #file(folder: string, name: string): string {
    const file = join(this.#dir, folder, name);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  }
}
