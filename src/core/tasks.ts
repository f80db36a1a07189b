import { HashMap } from "./hash-map.ts";
import type { Task } from "./tree.ts";

type Row = Readonly<{ at: number; task: Task }>;
/** Of one id, whether there is a task of that name yet or not: those below it, and those that need it. */
type Links = Readonly<{ children: readonly string[]; dependents: readonly string[] }>;
/** What was written since a version that is, or can be, surveyed. */
export type Since = Readonly<{ tasks: Tasks; touched: readonly string[] }>;

const made = new WeakMap<ReadonlyMap<string, Task>, Tasks>();
const noLinks: Links = { children: [], dependents: [] };

/**
 * The tasks of one tree, in the order in which they came, with what lies below and behind each. Every version stays
 * as it is in the hands of whoever holds it; the next one shares all but what was written.
 */
export class Tasks implements ReadonlyMap<string, Task> {
  readonly #rows: HashMap<Row>;
  readonly #links: HashMap<Links>;

  #since: Since | undefined;

  private constructor(rows: HashMap<Row>, links: HashMap<Links>, since?: Since) {
    this.#rows = rows;
    this.#links = links;
    this.#since = since;
  }

  /** Those very tasks, where they are kept like this already. A map that was given once is not looked into again. */
  static of(tasks: ReadonlyMap<string, Task>): Tasks {
    if (tasks instanceof Tasks) return tasks;
    const known = made.get(tasks);
    if (known !== undefined) return known;
    let all = new Tasks(HashMap.empty(), HashMap.empty());
    for (const task of tasks.values()) all = all.#with(task);
    made.set(tasks, all);
    return all;
  }

  /** With this task instead of the one of its name, in its place, or after all others. */
  with(task: Task): Tasks {
    const { tasks, touched } = this.#since ?? { tasks: this, touched: [] };
    return this.#with(task, { tasks, touched: touched.includes(task.id) ? touched : [...touched, task.id] });
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): Task | undefined {
    return this.#rows.get(id)?.task;
  }

  has(id: string): boolean {
    return this.#rows.get(id) !== undefined;
  }

  /** Its place in the order, from 0. */
  placeOf(id: string): number {
    return this.#rows.get(id)?.at ?? -1;
  }

  /** In the order people read. */
  children(id: string): Task[] {
    return this.#named(this.#links.get(id)?.children);
  }

  /** Has it children, and are they all like this? Asked only as far as the first that is not. */
  hasOnlyChildren(id: string, isMeant: (child: Task) => boolean): boolean {
    const ids = this.#links.get(id)?.children ?? [];
    return ids.length > 0 && ids.every((child) => isMeant(this.get(child) as Task));
  }

  /** Those that need it, in the order in which they came. */
  dependents(id: string): Task[] {
    return this.#named(this.#links.get(id)?.dependents);
  }

  *entries(): Generator<[string, Task], undefined, unknown> {
    for (const { task } of this.#inOrder()) yield [task.id, task];
  }

  *keys(): Generator<string, undefined, unknown> {
    for (const { task } of this.#inOrder()) yield task.id;
  }

  *values(): Generator<Task, undefined, unknown> {
    for (const { task } of this.#inOrder()) yield task;
  }

  [Symbol.iterator](): Generator<[string, Task], undefined, unknown> {
    return this.entries();
  }

  forEach(visit: (task: Task, id: string, all: ReadonlyMap<string, Task>) => void): void {
    for (const [id, task] of this) visit(task, id, this);
  }

  /** Told once, to whoever surveys this version: the older one is let go, and later ones tell what was written since this. */
  takeSince(): Since | undefined {
    const since = this.#since;
    this.#since = undefined;
    return since;
  }

  #with(task: Task, since?: Since): Tasks {
    const known = this.#rows.get(task.id);
    const rows = this.#rows.with(task.id, { at: known?.at ?? this.size, task });
    return new Tasks(rows, this.#relinked(known?.task, task), since);
  }

  #inOrder(): Row[] {
    const ordered = Array.from<Row>({ length: this.size });
    for (const row of this.#rows.values()) ordered[row.at] = row;
    return ordered;
  }

  #named(ids: readonly string[] = []): Task[] {
    return ids.map((id) => this.get(id) as Task);
  }

  #relinked(before: Task | undefined, task: Task): HashMap<Links> {
    let links = this.#links;
    const change = (id: string, to: (known: Links) => Links) =>
      void (links = links.with(id, to(links.get(id) ?? noLinks)));
    if (before?.parent !== task.parent || before.index !== task.index) {
      if (before?.parent != null)
        change(before.parent, (known) => ({ ...known, children: known.children.filter(isOther(task)) }));
      if (task.parent !== null)
        change(task.parent, (known) => ({ ...known, children: this.#placed(known.children, task) }));
    }
    if (before?.needs !== task.needs) {
      for (const need of new Set(before?.needs))
        change(need, (known) => ({ ...known, dependents: known.dependents.filter(isOther(task)) }));
      for (const need of new Set(task.needs))
        change(need, (known) => ({ ...known, dependents: this.#queued(known.dependents, task) }));
    }
    return links;
  }

  /** By index, equals in the order in which they came. */
  #placed(children: readonly string[], task: Task): string[] {
    return this.#inserted(children, task.id, (other) => other.index - task.index);
  }

  #queued(dependents: readonly string[], task: Task): string[] {
    return this.#inserted(dependents, task.id, () => 0);
  }

  #inserted(ids: readonly string[], id: string, order: (other: Task) => number): string[] {
    const place = this.has(id) ? this.placeOf(id) : this.size;
    const isLater = (other: string) => {
      const difference = order(this.get(other) as Task);
      return difference > 0 || (difference === 0 && this.placeOf(other) > place);
    };
    const at = ids.findIndex(isLater);
    return at === -1 ? [...ids, id] : [...ids.slice(0, at), id, ...ids.slice(at)];
  }
}

function isOther({ id: own }: Task): (id: string) => boolean {
  return (id) => id !== own;
}
