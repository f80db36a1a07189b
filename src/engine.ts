import { isPaid } from "#src/core/paid.ts";
import { concerns } from "#src/core/concerns.ts";
import { TaskStoreError } from "#src/effects/beads/task-store-error.ts";
import type { Arrival, Inbox } from "#src/ingress/inbox.ts";
import { hasTrouble, isFinished } from "#src/core/finished.ts";
import type { Task } from "#src/core/tree.ts";
import type { LaneParts } from "./lane-parts.ts";
import { Lane } from "./lane.ts";
import { RootNames } from "./root-names.ts";
import { Unclaimed } from "./unclaimed.ts";

export type EngineParts = LaneParts &
  Readonly<{
    inbox: Inbox;
    /** Roots that are left as they are: what comes for them is kept, and nothing is done. */
    rests?: (root: string) => boolean;
    /** A root was set aside, since something that came for it can be neither decided nor stored; the others go on. Left out, that ends us all. */
    onParked?: (error: Error) => void;
    /** Called once, for a bug or a full disk: the engine has stopped, nothing that was accepted is lost. */
    onFatal: (error: unknown) => void;
  }>;

/** So many finished trees stay at hand; those that finished before leave memory until somebody takes them up again. */
const finishedMax = 8;

/**
 * The corridor: one root in order, roots side by side. What is accepted is durable first, then decided by the lanes of
 * the roots that it concerns; what their effects cause comes back the same way.
 */
export class Engine {
  readonly #parts: EngineParts;
  readonly #lanes = new Map<string, Lane>();
  /** How many roots have yet to work off an arrival that concerns several. */
  readonly #owners = new Map<string, number>();
  readonly #names = new RootNames();
  readonly #unclaimed = new Unclaimed();
  /** Roots of finished trees that are still in memory, the one that finished first at the front. */
  readonly #finished = new Set<string>();
  #state: "new" | "running" | "stopped" | "failed" = "new";

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /**
   * Loads the trees, and works off what was accepted before. When it returns, what is due is under way, and the trees
   * know all that we were told: whoever looks now at what GitHub knows more (the sweep) compares with the present.
   */
  async start(): Promise<void> {
    const { forest, inbox } = this.#parts;
    await forest.load();
    if (this.#state !== "new") return;
    this.#state = "running";
    for (const root of forest.roots()) this.#learn(root);
    // Outcomes that were kept at the stop come first: a call that was answered is not a lost one.
    for (const arrival of inbox.pending()) this.#route(arrival);
    for (const root of forest.roots()) this.#lane(root).nudge("Restarted");
    await this.caughtUp();
  }

  /**
   * Durable when it returns; false when this id was accepted before.
   * @throws InboxError when it could not be made durable: then it was not accepted
   */
  accept(arrival: Arrival): boolean {
    return this.acceptAll([arrival]).length > 0;
  }

  /**
   * All of them durable with one write; answers with those that were not accepted before.
   * @param how.isRepeatable they can be looked up again, and need outlive the process only
   * @throws InboxError when they could not be made durable: then none was accepted
   */
  acceptAll(arrivals: readonly Arrival[], how: { isRepeatable?: boolean } = {}): readonly Arrival[] {
    const fresh = this.#parts.inbox.acceptAll(arrivals, how);
    // All of them before the trace, which may find no room: what is durable is worked off.
    if (this.#state !== "new") for (const arrival of fresh) this.#route(arrival);
    for (const { root = "", event, id } of fresh)
      this.#parts.trace.write({ type: "event", root, attrs: { event: event.type, delivery: id } });
    return fresh;
  }

  /**
   * Reads every tree again and goes on from what people changed in Beads, which is decided when it returns. While somebody else has the store, the next
   * reload will do.
   * @throws TaskStoreError when a person has to act
   */
  async reload(): Promise<void> {
    const { forest } = this.#parts;
    const found = await forest.refresh().then((isRead) => (isRead ? "read" : "as known"), whenBusy);
    if (found === "busy") return;
    if (found === "read") this.#reloaded();
    else for (const root of forest.roots()) this.#lane(root).nudge();
    await this.caughtUp();
  }

  /** Resolves when all that was accepted so far is in the trees. */
  async caughtUp(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.caughtUp()));
  }

  /** Nothing waits, nothing is under way; only the clock or an event from outside can move the root. */
  isQuiet(root: string): boolean {
    return this.#lanes.get(root)?.isQuiet ?? true;
  }

  /** What comes for it is kept, and worked off at the next start at the earliest. */
  isParked(root: string): boolean {
    return this.#lanes.get(root)?.isParked ?? false;
  }

  /**
   * Takes no more steps, waits for what is under way, and writes what was still held back. Events are accepted until
   * the inbox is closed, and worked off after the next start.
   * @param options.graceMs how long the effects under way are waited for, in milliseconds
   */
  async stop({ graceMs = 5_000 }: { graceMs?: number } = {}): Promise<void> {
    const lanes = [...this.#lanes.values()];
    for (const lane of lanes) lane.stop();
    const isWhole = this.#state !== "failed";
    this.#state = isWhole ? "stopped" : "failed";
    await Promise.all(lanes.map((lane) => lane.settle(graceMs)));
    if (!isWhole) return;
    const { refused } = await this.#parts.forest.flush();
    // What was refused is decided again at the next start.
    if (refused.length === 0) for (const lane of lanes) lane.written();
  }

  #route(arrival: Arrival): void {
    const { root, repository, event, id } = arrival;
    if (root !== undefined) return this.#lane(root).offer(arrival);
    if (repository === undefined) return this.#done(id);
    const { forest } = this.#parts;
    const named = this.#names.of(repository, event);
    const trees = named.map((each) => forest.tree(each)).filter(({ tasks }) => tasks.size > 0);
    const roots = trees.filter((tree) => concerns(tree, repository, event)).map((tree) => tree.root);
    if (roots.length > 1) this.#owners.set(id, roots.length);
    for (const each of roots) this.#lane(each).offer(arrival);
    if (roots.length > 0) return;
    // What a person did to an issue before it was ours, or said there, says nothing about the work; a repository has many that never are.
    if (/^(?:Issue|Comment|Boxes)/.test(event.type)) return this.#done(id);
    const givenUp = this.#unclaimed.add(arrival);
    if (givenUp !== undefined) this.#done(givenUp.id);
  }

  /** A disk that takes no such line ends us in order: what else came with this one is durable, and worked off at the next start. */
  #done(id: string): void {
    try {
      this.#parts.inbox.done(id);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Worked off when every root that it concerns has done so. */
  #settled({ id }: Arrival): void {
    const left = (this.#owners.get(id) ?? 1) - 1;
    if (left > 0) return void this.#owners.set(id, left);
    this.#owners.delete(id);
    this.#parts.inbox.done(id);
  }

  /** What the tree has by now may be what somebody spoke about before. */
  #claim(root: string, tasks: Iterable<Task>): void {
    const keys = this.#names.note(this.#parts.forest.tree(root), tasks);
    for (const arrival of this.#unclaimed.take(keys)) this.#route(arrival);
  }

  #reloaded(): void {
    const { forest } = this.#parts;
    for (const lane of this.#lanes.values()) lane.reread();
    // Of trees that somebody deleted, too.
    this.#names.clear();
    for (const root of forest.roots()) {
      this.#claim(root, forest.tree(root).tasks.values());
      this.#lane(root).nudge();
    }
  }

  /** At the start, before anybody works. */
  #learn(root: string): void {
    const tree = this.#parts.forest.tree(root);
    this.#names.note(tree, tree.tasks.values());
    // What is stuck is tried once more first.
    if (!hasTrouble(tree)) this.#rested(root);
  }

  /** Of the trees that are finished, those that have been so for longest leave memory. */
  #rested(root: string): void {
    const { forest } = this.#parts;
    this.#finished.delete(root);
    if (isFinished(forest.tree(root))) this.#finished.add(root);
    this.#letGo();
  }

  #letGo(): void {
    const { forest } = this.#parts;
    for (const oldest of this.#finished) {
      if (this.#finished.size <= finishedMax) return;
      if (this.#lanes.get(oldest)?.holdsBack) {
        this.#writeOut(oldest);
        continue;
      }
      this.#finished.delete(oldest);
      if (!this.isQuiet(oldest) || !isFinished(forest.tree(oldest))) continue;
      this.#lanes.get(oldest)?.stop();
      this.#lanes.delete(oldest);
      this.#names.forget(oldest);
      forest.release(oldest);
    }
  }

  /** Its last receipts: they wait for another write of the tree, and there is none to come. */
  #writeOut(root: string): void {
    const writing = this.#lanes.get(root)?.writeOut();
    writing?.then(() => this.#letGo()).catch((error: unknown) => this.#fail(error));
  }

  #lane(root: string): Lane {
    const known = this.#lanes.get(root);
    if (known !== undefined) return known;
    const lane = new Lane(root, this.#parts, {
      accept: (arrival) => this.acceptAll([arrival], { isRepeatable: !isPaid(arrival.event) }),
      settled: (arrival) => this.#settled(arrival),
      changed: (tasks) => this.#claim(root, tasks),
      rested: () => this.#rested(root),
      reloaded: () => this.#reloaded(),
      parked: (error) => (this.#parts.onParked ?? ((cause) => this.#fail(cause)))(error),
      fail: (error) => this.#fail(error),
    });
    if (this.#state !== "running" || this.#parts.rests?.(root)) lane.stop();
    this.#lanes.set(root, lane);
    return lane;
  }

  #fail(error: unknown): void {
    if (this.#state === "failed") return;
    this.#state = "failed";
    for (const lane of this.#lanes.values()) lane.stop();
    this.#parts.onFatal(error);
  }
}

function whenBusy(error: unknown): "busy" {
  if (error instanceof TaskStoreError && error.next === "retry") return "busy";
  throw error;
}
