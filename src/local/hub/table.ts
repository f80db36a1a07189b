/** What every row has: the id that GitHub's API calls `id` (never an issue's number). */
export type Row = { id: number };

type One<V> = V extends readonly (infer E)[] ? E : V;

/** One kind of row, kept in memory and written through to the journal. Rows are never changed, only replaced. */
export class Table<R extends Row> {
  readonly name: string;
  readonly #rows: Map<number, R>;
  readonly #write: (line: object) => void;
  readonly #indexes = new Map<keyof R, Index<R>>();
  #version = 0;

  constructor(name: string, rows: Map<number, R>, write: (line: object) => void) {
    this.name = name;
    this.#rows = rows;
    this.#write = write;
  }

  /** Grows with every change, so that what was worked out from the rows can be kept until then. */
  get version(): number {
    return this.#version;
  }

  /** Stores a row, new or changed. The row is on its way to the disk when this returns. */
  put(row: R): R {
    this.#write({ table: this.name, row });
    this.#version += 1;
    const old = this.#rows.get(row.id);
    this.#rows.set(row.id, row);
    for (const index of this.#indexes.values()) index.replace(old, row);
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
    this.#version += 1;
    const old = this.#rows.get(id);
    this.#rows.delete(id);
    for (const index of this.#indexes.values()) index.replace(old, undefined);
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

  /** The rows whose field has this value, or contains it when it is a list; by their ids, and without looking at the others. */
  where<F extends keyof R>(field: F, value: One<R[F]>): R[] {
    const index = this.#indexes.get(field) ?? new Index(field, this.#rows.values());
    this.#indexes.set(field, index);
    return index.rows(value);
  }
}

/** The rows of a table by the value of one field. */
class Index<R extends Row> {
  readonly #field: keyof R;
  readonly #byValue = new Map<unknown, Map<number, R>>();
  /** Values whose rows are not in the order of their ids. */
  readonly #unsorted = new Set<unknown>();

  constructor(field: keyof R, rows: Iterable<R>) {
    this.#field = field;
    for (const row of rows) this.replace(undefined, row);
  }

  rows(value: unknown): R[] {
    const found = this.#byValue.get(value);
    if (!found) return [];
    if (this.#unsorted.delete(value))
      this.#byValue.set(value, new Map([...found].sort(([one], [other]) => one - other)));
    return [...(this.#byValue.get(value)?.values() ?? [])];
  }

  replace(old: R | undefined, row: R | undefined): void {
    const [before, after] = [this.#valuesOf(old), this.#valuesOf(row)];
    if (old) for (const value of before) if (!after.includes(value)) this.#byValue.get(value)?.delete(old.id);
    if (row) for (const value of after) this.#add(value, row);
  }

  #add(value: unknown, row: R): void {
    const rows = this.#byValue.get(value) ?? new Map<number, R>();
    this.#byValue.set(value, rows);
    if (!rows.has(row.id) && rows.size > 0) this.#unsorted.add(value);
    rows.set(row.id, row);
  }

  #valuesOf(row: R | undefined): readonly unknown[] {
    if (row === undefined) return [];
    const value: unknown = row[this.#field];
    return Array.isArray(value) ? value : [value];
  }
}
