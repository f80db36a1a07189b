import { notWritten } from "#src/ingress/inbox-error.ts";
import type { Lines } from "#src/ingress/lines.ts";

/** What lies on the medium, and survives the process. */
export type LineMedium = {
  lines: string[];
  /** So many of the lines survive a loss of power as well. */
  synced: number;
};

export function emptyMedium(): LineMedium {
  return { lines: [], synced: 0 };
}

/** The power is lost: of what was not yet synced, the first `kept` lines remain; a torn line is one that is not there. */
export function losePower(medium: LineMedium, kept: number): void {
  medium.lines.length = Math.min(medium.lines.length, medium.synced + kept);
}

/**
 * Lines in memory that behave as a file does.
 * @param isFull asked before each write: the medium has no room for it
 */
export class MemoryLines implements Lines {
  readonly path = "memory/inbox.jsonl";
  readonly #medium: LineMedium;
  readonly #isFull: () => boolean;
  #isClosed = false;

  constructor(medium: LineMedium, isFull: () => boolean = () => false) {
    this.#medium = medium;
    this.#isFull = isFull;
    this.#size = medium.lines.reduce((sum, line) => sum + bytesOf(line), 0);
  }

  #size: number;

  get size(): number {
    return this.#size;
  }

  lines(): string[] {
    return [...this.#medium.lines];
  }

  append(line: string, { durable }: { durable: boolean }): void {
    this.#refuse();
    this.#medium.lines.push(...line.split("\n"));
    this.#size += bytesOf(line);
    if (durable) this.#medium.synced = this.#medium.lines.length;
  }

  replace(lines: readonly string[]): void {
    this.#refuse();
    this.#medium.lines = [...lines];
    this.#medium.synced = lines.length;
    this.#size = lines.reduce((sum, line) => sum + bytesOf(line), 0);
  }

  close(): void {
    this.#isClosed = true;
  }

  #refuse(): void {
    if (this.#isClosed) throw new Error(`${this.path} is closed`);
    if (this.#isFull())
      throw notWritten(this.path, Object.assign(new Error("no space left"), { code: "ENOSPC" }));
  }
}

function bytesOf(line: string): number {
  return Buffer.byteLength(line) + 1;
}
