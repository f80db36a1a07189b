import type { Masks } from "./mask.ts";

/** More than this is cut: a job that prints for ever must not fill the disk. */
const LIMIT_BYTES = 64 * 1024 * 1024;

/** A job's log, line by line, each with its time as in GitHub's logs, secrets hidden. */
export class JobLog {
  readonly masks: Masks;
  /** Lines written so far: an annotation without a file points at its line of the log. */
  lines = 0;
  #bytes = 0;
  readonly #write: (text: string) => void;

  constructor(masks: Masks, write: (text: string) => void) {
    this.masks = masks;
    this.#write = write;
  }

  line(text: string): void {
    for (const one of this.masks.apply(text).split(/\r?\n/)) this.#put(one);
  }

  #put(line: string): void {
    if (this.#bytes > LIMIT_BYTES) return;
    const now = new Date().toISOString().replace("Z", "0000Z");
    const text = `${now} ${line}\n`;
    this.#bytes += Buffer.byteLength(text);
    this.lines++;
    this.#write(text);
    if (this.#bytes > LIMIT_BYTES)
      this.#write(`${now} ##[warning]The log is cut here: it passed ${LIMIT_BYTES} bytes.\n`);
  }
}
