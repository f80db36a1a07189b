import { HashMap } from "./hash-map.ts";
import { Sorted } from "./sorted.ts";
import { type Size, sizeMinutes } from "./task.ts";
import type { Tasks } from "./tasks.ts";
import type { Task } from "./tree.ts";

/** `minutes`: of the longest path from the task's start to the end of the tree. */
type Rank = Readonly<{ minutes: number; index: number; id: string }>;

/** The longest path first. Ties: the order people read, then that of their names. */
function byRank(a: Rank, b: Rank): number {
  return b.minutes - a.minutes || a.index - b.index || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/**
 * The order in which ready leaves get a slot: the longest remaining path first, by the minutes that the sizes let
 * expect (bench/schedule.ts has it beside first come first served). A version stays as it is.
 */
export class Ranking {
  static readonly none = new Ranking(new Sorted(byRank), HashMap.empty(), HashMap.empty());
  readonly #order: Sorted<Rank>;
  readonly #ranks: HashMap<Rank>;
  /** Minutes from a task's end to the end of the tree, of those that were asked for. */
  readonly #rests: HashMap<number>;

  private constructor(order: Sorted<Rank>, ranks: HashMap<Rank>, rests: HashMap<number>) {
    this.#order = order;
    this.#ranks = ranks;
    this.#rests = rests;
  }

  *ids(): Generator<string, void, undefined> {
    for (const { id } of this.#order) yield id;
  }

  /** @param ready of those that may have become or ceased to be ready: whether they are */
  moved(
    before: Tasks,
    after: Tasks,
    { touched, ready }: { touched: readonly string[]; ready: ReadonlyMap<string, boolean> },
  ): Ranking {
    const paths = new Paths(after, this.#rests);
    for (const id of touched) paths.redraw(before.get(id), after.get(id) as Task);
    let [order, ranks] = [this.#order, this.#ranks];
    const moved = [...paths.redrawn].filter((id) => !ready.has(id) && ranks.get(id) !== undefined);
    for (const [id, isReady] of [...ready, ...moved.map((id) => [id, true] as const)]) {
      const was = ranks.get(id);
      if (was === undefined && !isReady) continue;
      const is = isReady ? paths.rankOf(after.get(id) as Task) : undefined;
      if (was && is && byRank(was, is) === 0) continue;
      if (was !== undefined) order = order.without(was);
      if (is !== undefined) order = order.with(is);
      ranks = is === undefined ? ranks.without(id) : ranks.with(id, is);
    }
    return new Ranking(order, ranks, paths.rests);
  }
}

/** The longest paths of one version of the tasks, kept from the version before where they are the same. */
class Paths {
  readonly redrawn = new Set<string>();
  readonly #tasks: Tasks;
  readonly #under = new Set<string>();
  rests: HashMap<number>;

  constructor(tasks: Tasks, rests: HashMap<number>) {
    this.#tasks = tasks;
    this.rests = rests;
  }

  rankOf(task: Task): Rank {
    return { minutes: own(task) + this.#rest(task), index: task.index, id: task.id };
  }

  /** Forgets what hangs on what has become another about a task: most often nothing does. */
  redraw(was: Task | undefined, is: Task): void {
    if (was?.parent !== is.parent) this.#forget(is.id);
    if (was?.index !== is.index) this.redrawn.add(is.id);
    if (was?.size === is.size && was.needs === is.needs) return;
    this.redrawn.add(is.id);
    for (const need of [...(was?.needs ?? []), ...is.needs]) this.#forget(need);
  }

  #forget(id: string): void {
    if (this.rests.get(id) === undefined) return;
    this.rests = this.rests.without(id);
    this.redrawn.add(id);
    for (const child of this.#tasks.children(id)) this.#forget(child.id);
    for (const need of (this.#tasks.get(id) as Task).needs) this.#forget(need);
  }

  #rest(task: Task): number {
    const known = this.rests.get(task.id);
    if (known !== undefined) return known;
    // Beads refuses cycles; should one be there all the same, it has an end.
    if (this.#under.has(task.id)) return 0;
    this.#under.add(task.id);
    const after = this.#tasks.dependents(task.id).map((each) => own(each) + this.#rest(each));
    const parent = task.parent === null ? undefined : this.#tasks.get(task.parent);
    const rest = Math.max(0, ...after, parent === undefined ? 0 : this.#rest(parent));
    this.#under.delete(task.id);
    this.rests = this.rests.with(task.id, rest);
    return rest;
  }
}

/**
 * What a size stands for on the way: guesses are right three times in five, and what is taken for XS or M most often is
 * nearer to the usual leaf. Against the sizes' own minutes that spares the worst cases (bench/schedule.ts).
 */
export function expectedMinutes(size: Size): number {
  return Math.round(0.6 * sizeMinutes(size) + 0.4 * usualLeafMinutes);
}

const usualLeafMinutes = 18;

function own(task: Task): number {
  return expectedMinutes(task.size);
}
