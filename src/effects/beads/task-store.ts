import type { Bead, NewBead } from "./bead.ts";

/** The tree's home: rows of Beads, read whole, created as subtrees, written by compare-and-swap. */
export interface TaskStore {
  readonly kind: "bd" | "file";

  /** Every row but those that were released, by id. An empty or failed answer is an error, never "no tasks". */
  load(): Promise<readonly Bead[]>;

  /** Would `load` say what it said last, but for what was written here since? Costs no reading. */
  isCurrent(): Promise<boolean>;

  /**
   * One subtree, all of it or nothing (of more than 200 rows a crash may leave the first ones, parents before
   * children). The same ids with the same content again is success, so a plan that a crash cut off is simply applied
   * again; other content under a known id is an error, and what is there stays.
   * @returns the rows as stored, in the order given
   */
  create(beads: readonly NewBead[], message: string): Promise<readonly Bead[]>;

  /**
   * Rows as they shall be now. `updated_at` is the version last seen: a row that somebody changed or deleted
   * since is refused and named, the others are written. Labels and dependencies are only ever added; author,
   * creation time and whatever else Beads does not let an import change stay as stored.
   * @param creates rows to be made in the same step, as `create` makes them: a crash leaves all of both or nothing
   * @throws TaskStoreError `retry`: it may have been written or not, and only `load` tells
   */
  write(updates: readonly Bead[], creates?: readonly NewBead[]): Promise<Written>;

  /**
   * These rows, all of a finished tree, leave memory; what is stored stays. `load` leaves them out until somebody changes
   * or deletes one of them, or it is recalled or written: then all of them are back.
   */
  release(ids: readonly string[]): void;

  /** The next `load` has what was released together with this row. */
  recall(id: string): void;

  /** The JSONL snapshot, as `bd export` prints it. */
  export(): Promise<string>;

  close(): Promise<void>;
}

/** `written` as stored now, with their new versions, those of `creates` first. */
export type Written = Readonly<{ written: readonly Bead[]; refused: readonly string[] }>;
