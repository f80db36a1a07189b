import type { ActionsStore, RunFacts } from "#src/local/hub/actions/store.ts";

/** Facts of runs, logs and artifacts in memory. */
export class MemoryActions implements ActionsStore {
  readonly #facts = new Map<number, RunFacts>();
  readonly #logs = new Map<number, string[]>();
  readonly #artifacts = new Map<number, Buffer>();

  writeFacts(runId: number, facts: RunFacts): void {
    this.#facts.set(runId, facts);
  }

  readFacts(runId: number): RunFacts {
    const facts = this.#facts.get(runId);
    if (!facts) throw new Error(`nothing is known of run ${runId}`);
    return facts;
  }

  appendLog(jobId: number, text: string): void {
    this.#logs.set(jobId, [...(this.#logs.get(jobId) ?? []), text]);
  }

  readLog(jobId: number): Buffer | undefined {
    const parts = this.#logs.get(jobId);
    return parts && Buffer.from(parts.join(""));
  }

  writeArtifact(id: number, zip: Uint8Array): void {
    this.#artifacts.set(id, Buffer.from(zip));
  }

  readArtifact(id: number): Buffer {
    const zip = this.#artifacts.get(id);
    if (!zip) throw new Error(`there is no artifact ${id}`);
    return zip;
  }
}
