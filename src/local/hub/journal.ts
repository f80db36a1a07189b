import { LineFile } from "#src/line-file.ts";
import { type Row, Table } from "./table.ts";

/** The first id ever given: far from any issue number, so that mixing the two up is noticed at once. */
export const FIRST_ID = 1_000_000_001;

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
  readonly #file: LineFile;
  readonly #tables = new Map<string, Map<number, Row>>();
  #nextId = FIRST_ID;

  constructor(path: string) {
    // Tokens are in it; the file is for its owner only.
    this.#file = new LineFile(path, notWritten);
    for (const [at, line] of this.#file.lines().entries()) this.#replay(line, `${path}:${at + 1}`);
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
    this.#file.close();
  }

  /** A line is written whole or not at all, also when the disk fills up. */
  #append(line: object): void {
    this.#file.append(JSON.stringify(line), { durable: false });
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

function notWritten(_path: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`The hub cannot write to its journal (${reason}). Free some disk space and try again.`, {
    cause,
  });
}
