import { FIRST_ID, type Journal } from "#src/local/hub/journal.ts";
import { type Row, Table } from "#src/local/hub/table.ts";

/** A journal that keeps its rows and writes nothing. */
export class MemoryJournal implements Journal {
  #nextId = FIRST_ID;

  nextId(): number {
    return this.#nextId++;
  }

  table<R extends Row>(name: string): Table<R> {
    return new Table<R>(name, new Map(), nowhere);
  }

  close(): void {}
}

const nowhere = (): void => {};
