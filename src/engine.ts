import PQueue from "p-queue";
import { apply, type Change } from "#src/core/change.ts";
import { concerns } from "#src/core/concerns.ts";
import { decide } from "#src/core/decide.ts";
import { due } from "#src/core/due.ts";
import type { Effect } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import type { TraceSink } from "#src/core/trace-line.ts";
import type { Tree } from "#src/core/tree.ts";
import { wakeAt } from "#src/core/wake.ts";
import type { Forest } from "#src/effects/beads/forest.ts";
import type { Arrival, Inbox } from "#src/ingress/inbox.ts";

/** Does one effect and answers with the events it caused. Never throws: a failure is an event too. */
export type Perform = (tree: Tree, effect: Effect) => Promise<readonly TreeEvent[]>;

export type EngineParts = Readonly<{
  forest: Forest;
  inbox: Inbox;
  perform: Perform;
  trace: TraceSink;
  clock: () => number;
  /** After every step of a root. */
  onStep?: (tree: Tree) => void;
  /** A bug or a full disk: the engine has stopped, nothing that was accepted is lost. */
  onFatal: (error: unknown) => void;
}>;

/** What one root is busy with. */
type Lane = {
  waiting: Arrival[];
  stepping: boolean;
  /** Keys of the effects under way, each until what it caused is in the tree: before that it would look due again. */
  flights: Set<string>;
  /** Arrivals that land an effect, by id. */
  landings: Map<string, string>;
  /** Issues and comments, one after the other: parallel sub-issues of one parent collide on GitHub. */
  people: PQueue;
  timer: NodeJS.Timeout | undefined;
};

/**
 * The corridor: one root in order, roots side by side. Decide what is waiting, write it, acknowledge it, then do
 * what is due; what that causes comes back as events the same way.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #lanes = new Map<string, Lane>();
  /** Events that came before the receipt they speak about: offered again when the tree knows more. */
  #unclaimed: Arrival[] = [];
  #stopped = false;
  #serial = 0;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /** Loads the trees, then goes on with whatever was accepted before and whatever is due. */
  async start(): Promise<void> {
    await this.#parts.forest.load();
    for (const root of this.#parts.forest.roots())
      this.#enqueue(root, this.#fleeting(root, { type: "Restarted" }));
    for (const arrival of this.#parts.inbox.pending()) this.#route(arrival);
  }

  /** Durable when it returns; false when this id was accepted before. */
  accept(arrival: Arrival): boolean {
    if (!this.#parts.inbox.accept(arrival)) return false;
    const { root, event, id } = arrival;
    this.#parts.trace.write({ type: "event", root: root ?? "", attrs: { event: event.type, delivery: id } });
    this.#route(arrival);
    return true;
  }

  /** Nothing waits, nothing is under way; only the clock or an event from outside can move the root. */
  isQuiet(root: string): boolean {
    const lane = this.#lanes.get(root);
    return lane === undefined || (lane.waiting.length === 0 && !lane.stepping && lane.flights.size === 0);
  }

  /** Takes no more steps, waits for what is under way, and writes what was still held back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const lane of this.#lanes.values()) clearTimeout(lane.timer);
    while ([...this.#lanes.values()].some((lane) => lane.stepping))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await this.#parts.forest.flush();
  }

  #route(arrival: Arrival): void {
    const { root, repository, event } = arrival;
    if (root !== undefined) return this.#enqueue(root, arrival);
    if (repository === undefined) return this.#parts.inbox.done(arrival.id);
    const { forest } = this.#parts;
    const roots = forest.roots().filter((each) => concerns(forest.tree(each), repository, event));
    for (const each of roots) this.#enqueue(each, arrival);
    if (roots.length > 0) return;
    this.#unclaimed.push(arrival);
    if (this.#unclaimed.length > 500) this.#forget(this.#unclaimed.slice(0, -500));
  }

  #enqueue(root: string, arrival: Arrival): void {
    const lane = this.#lane(root);
    lane.waiting.push(arrival);
    if (lane.stepping || this.#stopped) return;
    lane.stepping = true;
    queueMicrotask(() => void this.#step(root, lane).catch((error: unknown) => this.#fail(error)));
  }

  async #step(root: string, lane: Lane): Promise<void> {
    while (lane.waiting.length > 0 && !this.#stopped) {
      const batch = lane.waiting.splice(0);
      const changes = await this.#settle(root, batch);
      for (const { id } of batch) this.#land(lane, id);
      const tree = this.#parts.forest.tree(root);
      if (changes > 0) this.#offerUnclaimed();
      this.#parts.onStep?.(tree);
      this.#launch(tree, lane);
    }
    lane.stepping = false;
    this.#setTimer(root, lane);
  }

  /** Decides a batch and makes it durable; a refused write means the tree was changed by others: decide again. */
  async #settle(root: string, batch: readonly Arrival[]): Promise<number> {
    for (let tries = 0; tries < 10; tries += 1) {
      const changes = this.#fold(root, batch);
      if (changes.length === 0 || (await this.#parts.forest.commit(changes))) return changes.length;
    }
    throw new Error(`the rows of ${root} are changed by somebody else faster than they can be written`);
  }

  #fold(root: string, batch: readonly Arrival[]): Change[] {
    let tree = this.#parts.forest.tree(root);
    const merged = new Map<string, Change>();
    for (const { event } of batch) {
      const changes = decide(tree, event, { now: this.#parts.clock() });
      tree = apply(tree, changes);
      for (const change of changes) {
        const lazy = change.lazy && (merged.get(change.task.id)?.lazy ?? true);
        merged.set(change.task.id, { task: change.task, lazy });
      }
      const moved = changes.map(({ task }) => ({ task: task.id, status: task.status }));
      this.#parts.trace.write({
        type: "decision",
        root,
        attrs: { event: event.type, changes: moved, effects: [] },
      });
    }
    return [...merged.values()];
  }

  #launch(tree: Tree, lane: Lane): void {
    if (this.#stopped) return;
    for (const effect of due(tree, { now: this.#parts.clock() })) {
      if (lane.flights.has(effect.key)) continue;
      lane.flights.add(effect.key);
      const forPeople = ["MirrorIssue", "Comment", "WriteSticky"].includes(effect.type);
      const flight = () => this.#fly(tree.root, effect, lane);
      void (forPeople ? lane.people.add(flight) : flight()).catch((error: unknown) => this.#fail(error));
    }
  }

  async #fly(root: string, effect: Effect, lane: Lane): Promise<void> {
    if (this.#stopped) return void lane.flights.delete(effect.key);
    const events = await this.#parts.perform(this.#parts.forest.tree(root), effect);
    this.#serial += 1;
    const ids = events.map((_, index) => `${effect.key}@${this.#parts.clock()}.${this.#serial}.${index}`);
    const last = ids.at(-1);
    if (last === undefined) lane.flights.delete(effect.key);
    else lane.landings.set(last, effect.key);
    events.forEach((event, index) => this.accept({ id: ids[index] ?? effect.key, root, event }));
    if (events.length === 0) this.#parts.onStep?.(this.#parts.forest.tree(root));
  }

  #land(lane: Lane, id: string): void {
    this.#parts.inbox.done(id);
    const key = lane.landings.get(id);
    if (key === undefined) return;
    lane.landings.delete(id);
    lane.flights.delete(key);
  }

  #setTimer(root: string, lane: Lane): void {
    clearTimeout(lane.timer);
    if (this.#stopped) return;
    const now = this.#parts.clock();
    const at = wakeAt(this.#parts.forest.tree(root), { now });
    if (at === undefined) return;
    const wait = Math.min(Math.max(at - now, 5), 2_147_483_647);
    lane.timer = setTimeout(() => this.#enqueue(root, this.#fleeting(root, { type: "TimePassed" })), wait);
  }

  /** Needs no durability: after a restart it is said again. */
  #fleeting(root: string, event: TreeEvent): Arrival {
    return { id: `fleeting/${event.type}`, root, event };
  }

  #offerUnclaimed(): void {
    const offered = this.#unclaimed;
    this.#unclaimed = [];
    for (const arrival of offered) this.#route(arrival);
  }

  #forget(arrivals: readonly Arrival[]): void {
    for (const { id } of arrivals) this.#parts.inbox.done(id);
    this.#unclaimed = this.#unclaimed.filter((each) => !arrivals.includes(each));
  }

  #lane(root: string): Lane {
    const known = this.#lanes.get(root);
    if (known !== undefined) return known;
    const people = new PQueue({ concurrency: 1 });
    const lane: Lane = {
      waiting: [],
      stepping: false,
      flights: new Set(),
      landings: new Map(),
      people,
      timer: undefined,
    };
    this.#lanes.set(root, lane);
    return lane;
  }

  #fail(error: unknown): void {
    this.#stopped = true;
    this.#parts.onFatal(error);
  }
}
