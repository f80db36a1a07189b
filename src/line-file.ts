import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** The error for a file that could not be written, from what node:fs threw. */
export type NotWritten = (path: string, error: unknown) => Error;

/** What people are told of it. @param error as node:fs threw it */
export function notWrittenWords(what: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "error";
  const remedy = isFullDisk(error)
    ? "the disk is full; make room and start again"
    : "see that the folder can be written and start again";
  return `${what} cannot be written (${code}): ${remedy}`;
}

/** Nothing more fits on the disk, or into our share of it. */
export function isFullDisk(error: unknown): error is Error {
  return (
    error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT", "EFBIG"].includes(String(error.code))
  );
}

const newline = 0x0a;

/**
 * An append-only file of whole lines. A line that the disk took only in part is cut off again, so that the next one is
 * never glued to it. Writes are synchronous: another thread would take longer to hear of one than the disk takes.
 */
export class LineFile {
  readonly path: string;
  readonly #notWritten: NotWritten;
  #fd: number | undefined;
  /** Bytes of whole lines. */
  #size = 0;
  #isTorn = false;

  /** Opens or makes the file; a last line without its end was never acknowledged to anybody and is cut off. */
  constructor(path: string, notWritten: NotWritten) {
    this.path = path;
    this.#notWritten = notWritten;
    mkdirSync(dirname(path), { recursive: true });
    const isNew = !existsSync(path);
    this.#fd = openSync(path, "a", 0o600);
    if (isNew) syncDirectory(path);
    const bytes = readFileSync(path);
    this.#size = bytes.lastIndexOf(newline) + 1;
    if (this.#size < bytes.length) this.#cut();
  }

  get size(): number {
    return this.#size;
  }

  lines(): string[] {
    return readFileSync(this.path).subarray(0, this.#size).toString("utf8").split("\n").slice(0, -1);
  }

  /**
   * @param how.durable on the disk when it returns, and not just in the system's memory
   * @throws what `notWritten` makes of it when the disk does not take it: then no part of it is in the file
   */
  append(line: string, { durable }: { durable: boolean }): void {
    const fd = this.#open();
    const bytes = Buffer.from(`${line}\n`);
    try {
      if (this.#isTorn) this.#cut();
      this.#isTorn = true;
      writeAll(fd, bytes);
      if (durable) fdatasyncSync(fd);
    } catch (error) {
      this.#tryToCut();
      throw this.#notWritten(this.path, error);
    }
    this.#isTorn = false;
    this.#size += bytes.length;
  }

  /**
   * Other lines in place of all, in one step that a crash or a full disk cannot cut in half.
   * @throws as `append` does: then the file is as it was
   */
  replace(lines: readonly string[]): void {
    const old = this.#open();
    const beside = `${this.path}.new`;
    rmSync(beside, { force: true });
    const fd = openSync(beside, "a", 0o600);
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
    try {
      writeAll(fd, bytes);
      fsyncSync(fd);
      renameSync(beside, this.path);
    } catch (error) {
      closeSync(fd);
      rmSync(beside, { force: true });
      throw this.#notWritten(beside, error);
    }
    closeSync(old);
    this.#fd = fd;
    this.#size = bytes.length;
    syncDirectory(this.path);
  }

  /** No line is left; what they said is elsewhere by now. */
  clear(): void {
    this.#size = 0;
    this.#cut();
    fdatasyncSync(this.#open());
  }

  /** May be called twice. */
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** A number that was closed may be another file's by now: it is never written to. */
  #open(): number {
    if (this.#fd === undefined) throw new Error(`${this.path} is closed`);
    return this.#fd;
  }

  #cut(): void {
    ftruncateSync(this.#open(), this.#size);
    this.#isTorn = false;
  }

  /** What cannot be cut now is cut before the next line, or when the file is opened again. */
  #tryToCut(): void {
    try {
      this.#cut();
    } catch {
      this.#isTorn = true;
    }
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}

/** A new name is durable only when its directory is. */
function syncDirectory(path: string): void {
  const fd = openSync(dirname(path), "r");
  fsyncSync(fd);
  closeSync(fd);
}
