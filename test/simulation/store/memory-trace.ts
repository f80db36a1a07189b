import { hash } from "node:crypto";
import type { TraceEntry, TraceLine, TraceSink } from "#src/core/trace-line.ts";

/** The trace as it would be in the file: it survives the process. */
export class MemoryTrace {
  readonly lines: TraceLine[] = [];
  readonly blobs = new Map<string, string>();
  /** Reads along. */
  onLine: ((line: TraceLine) => void) | undefined;

  /** What one process writes into. */
  sink(run: string, now: () => number): TraceSink {
    return {
      write: (entry) => {
        const line = this.#line(run, now, entry);
        this.lines.push(line);
        this.onLine?.(line);
      },
      blob: (text) => this.#keep(text),
    };
  }

  /** Equal for equal runs. */
  digest(): string {
    return hash("sha1", this.lines.map((line) => JSON.stringify(line)).join("\n"));
  }

  #line(run: string, now: () => number, { type, attrs, ...rest }: TraceEntry): TraceLine {
    const head = { v: 1, ts: new Date(now()).toISOString(), seq: this.lines.length + 1, run };
    return { ...head, ...rest, type, attrs } as TraceLine;
  }

  #keep(text: string): string {
    const name = blobName(text);
    this.blobs.set(name, text);
    return name;
  }
}

/** A name by content, as in the file; a short hash is enough among the few texts of one seed. */
export function blobName(text: string): string {
  return hashOf(text).padStart(64, "0");
}

function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
  return `${(hash >>> 0).toString(16)}${text.length.toString(16)}`;
}
