import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";

/** What every row has: the id that GitHub's API calls `id` (never an issue's number). */
export type Row = { id: number };

/** The first id ever given: far from any issue number, so that mixing the two up is noticed at once. */
export const FIRST_ID = 1_000_000_001;

/** One kind of row, kept in memory and written through to the journal. */
export class Table<R extends Row> {
  readonly name: string;
  readonly #rows: Map<number, R>;
  readonly #write: (line: object) => void;

  constructor(name: string, rows: Map<number, R>, write: (line: object) => void) {
    this.name = name;
    this.#rows = rows;
    this.#write = write;
  }

  /** Stores a row, new or changed. The row is on its way to the disk when this returns. */
  put(row: R): R {
    this.#write({ table: this.name, row });
    this.#rows.set(row.id, row);
    return row;
  }

  /** Changes some fields of a row that exists. */
  patch(id: number, change: Partial<R>): R {
    const row = this.#rows.get(id);
    if (!row) throw new Error(`${this.name} has no row ${id}`);
    return this.put({ ...row, ...change });
  }

  delete(id: number): void {
    this.#write({ table: this.name, gone: id });
    this.#rows.delete(id);
  }

  get(id: number | null | undefined): R | undefined {
    return id === null || id === undefined ? undefined : this.#rows.get(id);
  }

  /** A row that must be there because another row names it. */
  must(id: number): R {
    const row = this.#rows.get(id);
    if (!row) throw new Error(`${this.name} has no row ${id}, but another row names it`);
    return row;
  }

  find(wanted: (row: R) => boolean): R | undefined {
    for (const row of this.#rows.values()) if (wanted(row)) return row;
    return undefined;
  }

  filter(wanted: (row: R) => boolean): R[] {
    return [...this.#rows.values()].filter(wanted);
  }
}

/** The hub's memory: its tables, and ids for their rows. */
export interface Journal {
  /** Ids are unique over all tables and restarts. */
  nextId(): number;
  table<R extends Row>(name: string): Table<R>;
  close(): void;
}

/**
 * The hub's memory on the disk: an append-only file of JSON lines, one per stored or deleted row, replayed at start. A last line
 * that a kill tore apart is cut off; a torn line anywhere else is an error, since something else wrote to the file.
 */
export class FileJournal implements Journal {
  readonly #file: number;
  readonly #tables = new Map<string, Map<number, Row>>();
  #nextId = FIRST_ID;
  #size = 0;

  constructor(path: string) {
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    for (const [at, line] of whole.split("\n").entries()) if (line) this.#replay(line, `${path}:${at + 1}`);
    // Tokens are in it, so it is for its owner only.
    this.#file = openSync(path, "a", 0o600);
    this.#size = Buffer.byteLength(whole);
    if (whole.length < text.length) ftruncateSync(this.#file, this.#size);
  }

  nextId(): number {
    return this.#nextId++;
  }

  table<R extends Row>(name: string): Table<R> {
    const rows = this.#tables.get(name) ?? new Map<number, Row>();
    this.#tables.set(name, rows);
    return new Table<R>(name, rows as Map<number, R>, (line) => this.#append(line));
  }

  close(): void {
    closeSync(this.#file);
  }

  /** A line is written whole or not at all, also when the disk fills up. */
  #append(line: object): void {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#file, bytes, written);
    } catch (cause) {
      ftruncateSync(this.#file, this.#size);
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(
        `The hub cannot write to its journal (${reason}). Free some disk space and try again.`,
        { cause },
      );
    }
    this.#size += bytes.length;
  }

  #replay(line: string, where: string): void {
    const entry = parseLine(line, where);
    const rows = this.#tables.get(entry.table) ?? new Map<number, Row>();
    this.#tables.set(entry.table, rows);
    const id = entry.row?.id ?? entry.gone;
    if (id === undefined)
      throw new Error(`${where}: neither a row nor a deletion; restore the file or start a new one`);
    if (entry.row) rows.set(id, entry.row);
    else rows.delete(id);
    this.#nextId = Math.max(this.#nextId, id + 1);
  }
}

function parseLine(line: string, where: string): { table: string; row?: Row; gone?: number } {
  try {
    return JSON.parse(line) as { table: string; row?: Row; gone?: number };
  } catch (cause) {
    throw new Error(`${where}: not JSON; restore the file from a copy, or start with a new directory`, {
      cause,
    });
  }
}
