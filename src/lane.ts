import { setTimeout as sleep } from "node:timers/promises";
import PQueue from "p-queue";
import { due, dueBy } from "#src/core/due.ts";
import type { Effect } from "#src/core/effect.ts";
import type { TreeEvent } from "#src/core/event.ts";
import { wakeAt } from "#src/core/wake.ts";
import { DecisionRecorder } from "#src/effects/telemetry/decision-recorder.ts";
import type { Arrival } from "#src/ingress/inbox.ts";
import { Alarm } from "./alarm.ts";
import { Flights } from "./flights.ts";
import { fold } from "./fold.ts";
import { HeldBack } from "./held-back.ts";
import { type Decided, forPeople, type LaneHooks, type LaneParts } from "./lane-parts.ts";
import { type Fault, firstFault, isUntold, park, tellAgainMs, tells } from "./park.ts";

/** One root, in order: decide what is waiting, write it, acknowledge it, then do what is due. */
export class Lane {
  readonly #root: string;
  readonly #parts: LaneParts;
  readonly #hooks: LaneHooks;
  /** Issues and comments, one after the other: parallel sub-issues of one parent collide on GitHub. */
  readonly #people = new PQueue({ concurrency: 1 });
  readonly #flights = new Flights();
  readonly #recorder: DecisionRecorder;
  readonly #performing = new Set<Promise<void>>();
  #waiting: Arrival[] = [];
  /** Decided, but what they changed are receipts that wait in memory for the next write of anything. */
  readonly #held = new HeldBack();
  #working: Promise<void> | undefined;
  readonly #alarm: Alarm;
  #state: "open" | "parked" | "stopped" | "closed" = "open";
  #decidedAt = 0;
  #serial = 0;

  constructor(root: string, parts: LaneParts, hooks: LaneHooks) {
    this.#root = root;
    this.#parts = parts;
    this.#hooks = hooks;
    this.#recorder = new DecisionRecorder(root, parts.trace);
    this.#alarm = new Alarm(parts.clock);
  }

  /** Nothing waits, nothing is under way; only the clock or an event from outside can move the root. */
  get isQuiet(): boolean {
    if (this.#state === "parked") return this.#performing.size === 0;
    return this.#waiting.length === 0 && this.#working === undefined && this.#flights.size === 0;
  }

  get isParked(): boolean {
    return this.#state === "parked";
  }

  /** Some of what was decided is in memory only. */
  get holdsBack(): boolean {
    return !this.#held.isEmpty;
  }

  offer(arrival: Arrival): void {
    if (this.#state === "parked") return;
    this.#waiting.push(arrival);
    if (this.#working !== undefined || this.#state !== "open") return;
    this.#working = this.#work();
    this.#working.catch(this.#hooks.fail);
  }

  /** Looks again at what is due. Needs no durability: after a restart that is done anyhow. */
  nudge(type: "Restarted" | "TimePassed" = "TimePassed"): void {
    this.offer({ id: `fleeting/${type}`, root: this.#root, event: { type } });
  }

  /** Resolves when what waits is decided; effects may still be under way. */
  async caughtUp(): Promise<void> {
    await Promise.allSettled([this.#working]);
  }

  /** Takes no more steps and starts no more effects. */
  stop(as: "stopped" | "parked" = "stopped"): void {
    if (this.#state === "open" || this.#state === "parked") this.#state = as;
    this.#alarm.clear();
  }

  /** Waits for the step and the effects under way; what an effect says later is dropped, since it can be looked up. */
  async settle(graceMs: number): Promise<void> {
    await this.caughtUp();
    const grace = new AbortController();
    await Promise.race([
      Promise.allSettled(this.#performing),
      sleep(graceMs, undefined, { signal: grace.signal }).catch(() => {}),
    ]);
    grace.abort();
    this.#state = "closed";
  }

  /** Nothing is held back any more: what brought it need not come again after a kill. */
  written(): void {
    for (const arrival of this.#held.takeAll()) this.#hooks.settled(arrival);
  }

  /** What was held back before is in the trees by now, and changes nothing; or it was refused, and is decided again. */
  reread(): void {
    for (const arrival of this.#held.takeBefore(this.#parts.forest.loads)) this.offer(arrival);
  }

  /** Has what is held back written, without waiting for anything else to write. */
  async writeOut(): Promise<void> {
    const held = this.#held.takeAll();
    const { refused } = await this.#parts.forest.flush();
    for (const arrival of held)
      if (refused.length === 0) this.#hooks.settled(arrival);
      else this.offer(arrival);
  }

  async #work(): Promise<void> {
    try {
      // What the same turn still brings is decided together with it.
      await this.#recalled();
      while (this.#waiting.length > 0 && this.#state === "open") {
        const fault = await firstFault(this.#waiting.splice(0), (arrived) => this.#step(arrived));
        if (fault !== undefined) await this.#park(fault);
        this.#launch();
      }
      this.#setTimer();
    } finally {
      this.#working = undefined;
    }
    this.#restIfQuiet();
  }

  /** A finished tree that left memory is read again, now that something comes for it. */
  async #recalled(): Promise<void> {
    const { forest } = this.#parts;
    if (!forest.isAway(this.#root)) return;
    await forest.recall(this.#root);
    this.#hooks.reloaded();
  }

  #restIfQuiet(): void {
    if (this.isQuiet && this.#state === "open") this.#hooks.rested();
  }

  /** What came stays in the inbox, and so does what comes; people are shown why. The next start tries once more. */
  async #park({ arrival, error }: Fault): Promise<void> {
    const words = `${arrival.event.type} cannot be taken in: ${error.message}`;
    this.stop("parked");
    this.#waiting = [];
    await park(this.#parts.forest, this.#root, words);
    this.#hooks.parked(new Error(`the tree ${this.#root} is set aside: ${words}`, { cause: error }));
  }

  async #step(arrived: readonly Arrival[]): Promise<void> {
    const { batch, changes, loads } = await this.#decide(arrived);
    const tasks = changes.map(({ task }) => task);
    if (tasks.length > 0 && changes.every(({ lazy }) => lazy)) this.#held.hold(batch, loads);
    else for (const arrival of batch) this.#hooks.settled(arrival);
    // They went out with it.
    if (changes.some(({ lazy }) => !lazy)) this.written();
    this.#flights.decided(
      batch.map(({ id }) => id),
      { isChanged: tasks.length > 0 },
    );
    if (tasks.length > 0) this.#hooks.changed(tasks);
    this.#parts.onStep?.(this.#parts.forest.tree(this.#root));
  }

  /**
   * Decides a batch and makes it durable; a refused write means that somebody changed the tree: decide again. What was
   * held back on trees that were read anew since then happened before, and is decided before.
   */
  async #decide(arrived: readonly Arrival[]): Promise<Decided> {
    const { forest } = this.#parts;
    const { loads } = forest;
    let batch = arrived;
    for (let tries = 0; tries < 10; tries += 1) {
      const from = { before: forest.tree(this.#root), loads: forest.loads };
      batch = [...this.#held.takeBefore(from.loads), ...batch];
      const now = this.#parts.clock();
      this.#decidedAt = now;
      const { after, changes, steps } = fold(from.before, batch, now);
      if (changes.length > 0 && !(await forest.commit(changes))) continue;
      this.#recorder.record({ ...from, after, steps, now, due: due(after, { now }) });
      if (forest.loads !== loads) this.#hooks.reloaded();
      return { batch, changes, loads: forest.loads };
    }
    throw new Error(
      `the rows of ${this.#root} are changed by somebody else faster than they can be written; stop what writes them and start again`,
    );
  }

  #launch(): void {
    if (this.#state !== "open" && this.#state !== "parked") return;
    const all = due(this.#parts.forest.tree(this.#root), { now: this.#parts.clock() });
    // One that is under way tells what was before.
    const meant = all.filter((each) => (this.isParked ? tells(each.type) : this.#flights.launch(each.key)));
    if (this.isParked && meant.length === 0) this.#launchLater();
    for (const effect of meant) {
      const isQueued = forPeople.includes(effect.type);
      const flight = isQueued ? this.#people.add(() => this.#flyLater(effect)) : this.#fly(effect);
      flight.catch(this.#hooks.fail);
    }
  }

  /** What waited for its turn is done as it is due by then, or not at all. */
  async #flyLater({ key, task }: Effect): Promise<void> {
    if (this.#state !== "open" && this.#state !== "parked") return;
    const effect = dueBy(this.#parts.forest.tree(this.#root), task, { now: this.#parts.clock() }).find(
      (each) => each.key === key,
    );
    if (effect !== undefined) return this.#fly(effect);
    this.#flights.end(key);
    this.#restIfQuiet();
    this.#parts.onStep?.(this.#parts.forest.tree(this.#root));
  }

  async #fly(effect: Effect): Promise<void> {
    const flight = this.#parts
      .perform(this.#parts.forest.tree(this.#root), effect)
      .then((events) => this.#touchDown(effect, events));
    this.#performing.add(flight);
    await flight.finally(() => this.#performing.delete(flight));
  }

  #touchDown({ key, type }: Effect, events: readonly TreeEvent[]): void {
    if (this.#state === "closed") return;
    if (this.isParked && isUntold(type, events)) return this.#launchLater();
    this.#serial += 1;
    const flight = `${key}@${this.#parts.clock()}.${this.#serial}`;
    for (const [index, event] of events.entries()) {
      const id = `${flight}.${index}`;
      this.#flights.expect(id, key);
      this.#hooks.accept({ id, root: this.#root, event });
    }
    if (events.length > 0) return;
    // Nothing was said, but not of the tree as it is now.
    if (this.#flights.end(key)) this.nudge();
    else this.#restIfQuiet();
    this.#parts.onStep?.(this.#parts.forest.tree(this.#root));
  }

  #launchLater(): void {
    this.#alarm.set(this.#parts.clock() + tellAgainMs, () => this.#launch());
  }

  /** From the moment that was decided on: what fell due while it was written is late, not lost. */
  #setTimer(): void {
    if (this.#state !== "open") return;
    this.#alarm.clear();
    const at = wakeAt(this.#parts.forest.tree(this.#root), { now: this.#decidedAt });
    if (at !== undefined) this.#alarm.set(at, () => this.nudge());
  }
}
