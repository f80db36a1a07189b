import { HashMap } from "./hash-map.ts";
import { moneyOfTask } from "./money-of-task.ts";
import { isClosed } from "./task.ts";
import type { Tasks } from "./tasks.ts";
import type { Task } from "./tree.ts";

/** Micro-dollars of one task: its own, spent and held back; what its children are promised; what it is promised itself. */
type Entry = Readonly<{
  parent: string | null;
  isOpen: boolean;
  share: number;
  own: number;
  below: number;
  promised: number;
}>;

const nobody: Entry = { parent: null, isOpen: true, share: 0, own: 0, below: 0, promised: 0 };

/** Deeper than any tree: parents that name each other in Beads have an end here. */
const depthMax = 100;

/**
 * The money of a tree as promises: an open task holds its share, or what it and its children use and hold when that is more; a closed one what
 * it has used. Kept version by version: a change goes up to the root, and no further.
 */
export class Promises {
  static readonly none = new Promises(HashMap.empty());
  readonly #entries: HashMap<Entry>;

  private constructor(entries: HashMap<Entry>) {
    this.#entries = entries;
  }

  moved(after: Tasks, touched: readonly string[]): Promises {
    let entries = this.#entries;
    for (const id of touched) {
      const task = after.get(id) as Task;
      const { spentUsd, reservedUsd } = moneyOfTask(task);
      const known = entries.get(id) ?? nobody;
      const { parent } = task;
      const isMoved = known.parent !== parent;
      if (isMoved) entries = raised(entries, known.parent, -known.promised);
      const entry = {
        ...(entries.get(id) ?? nobody),
        parent,
        isOpen: !isClosed(task.status),
        share: micro(task.shareUsd ?? 0),
        own: micro(spentUsd) + micro(reservedUsd),
        ...(isMoved && { promised: 0 }),
      };
      entries = settled(entries, id, entry);
    }
    return new Promises(entries);
  }

  /** US dollars that the tree would be promised beyond now, if this task held that much more. */
  extraUsd(id: string, usd: number): number {
    let extra = micro(usd);
    let at: string | null = id;
    for (let depth = 0; at !== null && depth < depthMax; depth += 1) {
      const entry: Entry = this.#of(at);
      extra = promisedOf({ ...entry, own: entry.own + extra }) - entry.promised;
      at = entry.parent;
    }
    return extra / 1e6;
  }

  /** US dollars that a task and what is below it have used, hold, and may count on. */
  promisedUsd(id: string): number {
    return this.#of(id).promised / 1e6;
  }

  /** US dollars that a task and what is below it have used, or hold, or have promised to others below. */
  takenUsd(id: string): number {
    const { own, below } = this.#of(id);
    return (own + below) / 1e6;
  }

  #of(id: string): Entry {
    return this.#entries.get(id) ?? nobody;
  }
}

function promisedOf({ isOpen, share, own, below }: Entry): number {
  return isOpen ? Math.max(share, own + below) : own + below;
}

function settled(entries: HashMap<Entry>, id: string, entry: Entry): HashMap<Entry> {
  const promised = promisedOf(entry);
  return raised(entries.with(id, { ...entry, promised }), entry.parent, promised - entry.promised);
}

function raised(entries: HashMap<Entry>, id: string | null, by: number, depth = 0): HashMap<Entry> {
  if (id === null || by === 0 || depth > depthMax) return entries;
  const before = entries.get(id) ?? nobody;
  const entry = { ...before, below: before.below + by };
  const promised = promisedOf(entry);
  return raised(
    entries.with(id, { ...entry, promised }),
    entry.parent,
    promised - before.promised,
    depth + 1,
  );
}

function micro(usd: number): number {
  return Math.round(usd * 1e6);
}
