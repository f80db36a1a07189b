import { compose, type Composed } from "#src/compose.ts";
import type { Tree } from "#src/core/tree.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import type { Inbox } from "#src/ingress/inbox.ts";
import type { Delivered, Delivery, Faults, Outside, VirtualTime } from "../parts.ts";
import { losePower } from "../store/memory-lines.ts";
import type { Disk } from "./disk.ts";
import { notKept } from "./kept.ts";
import { Killed, Life, type Watcher } from "./life.ts";
import { portsOf } from "./ports-of.ts";

export type MachineParts = Readonly<{
  time: VirtualTime;
  outside: () => Outside;
  disk: Disk;
  faults: Faults;
  storeKind: TaskStore["kind"];
  inboxBytes: number;
  sweepEveryMs: number;
  /** Milliseconds until the process is there again. */
  downMs: () => number;
  onStep: (tree: Tree) => void;
  /** GitHub took a write. */
  onWrite: () => void;
  /** The process ended itself, and said why. */
  onFatal: (error: unknown) => void;
  watch?: Watcher;
}>;

/** The computer that the App runs on: its process is killed and started again, its disk remains. */
export class Machine {
  readonly #parts: MachineParts;
  #app: Composed | undefined;
  #inbox: Inbox | undefined;
  #life: Life | undefined;
  #starts = 0;
  #isStarted = false;
  /** Milliseconds that its clock is ahead of the world's. */
  skewMs = 0;

  constructor(parts: MachineParts) {
    this.#parts = parts;
  }

  /** The running App; undefined while its process is down. */
  get app(): Composed | undefined {
    return this.#app;
  }

  get starts(): number {
    return this.#starts;
  }

  /** It has worked off what was accepted before, and sweeps. */
  get isStarted(): boolean {
    return this.#isStarted && this.#app !== undefined;
  }

  start(): void {
    if (this.#life !== undefined) return;
    const { outside, watch, disk, faults, time, onStep } = this.#parts;
    const { limits, shipped } = outside();
    this.#starts += 1;
    const run = `sim-${this.#starts}`;
    const life = new Life(watch);
    this.#life = life;
    const onFatal = (error: unknown) => this.#fail(life, error);
    try {
      const clock = () => time.now() + this.skewMs;
      const { onWrite, storeKind, inboxBytes, sweepEveryMs } = this.#parts;
      const ports = portsOf({
        outside: outside(),
        disk,
        faults,
        life,
        run,
        storeKind,
        inboxBytes,
        clock,
        onWrite,
      });
      const step = (tree: Tree) => {
        if (!life.isOver) onStep(tree);
      };
      const app = compose(ports, {
        run,
        workerBaseUrl: null,
        limits,
        shipped,
        sweepEveryMs,
        onStep: step,
        onFatal,
      });
      this.#app = app;
      this.#inbox = ports.inbox;
      app.start().then(() => (this.#isStarted ||= !life.isOver), onFatal);
    } catch (error) {
      onFatal(error);
    }
  }

  /** As `kill -9`; with the power gone too, what was not yet synced may be lost. */
  kill({ power = false }: { power?: boolean } = {}): void {
    if (this.#life === undefined) return;
    this.#end();
    const { disk, faults } = this.#parts;
    if (power) losePower(disk.inbox, faults.random("power").int(4));
  }

  deliver(delivery: Delivery): Delivered {
    if (this.#app === undefined) return "down";
    try {
      this.#app.receive(delivery);
      this.#lookForLost(delivery.id);
      return "taken";
    } catch (error) {
      if (error instanceof Killed) return "down";
      return "refused";
    }
  }

  /** Answered is kept. */
  #lookForLost(delivery: string): void {
    if (this.#inbox === undefined || this.#life === undefined) return;
    const lost = notKept(this.#inbox, this.#parts.disk.inbox, delivery);
    if (lost.length > 0)
      this.#fail(this.#life, new Error(`answered, and not on the disk: ${lost.join(", ")}`));
  }

  #fail(life: Life, error: unknown): void {
    if (life.isOver || error instanceof Killed) return;
    this.#parts.onFatal(error);
    this.#end();
  }

  #end(): void {
    this.#life?.end();
    this.#life = undefined;
    this.#app = undefined;
    this.#isStarted = false;
    this.#parts.disk.rows.isHeld = false;
    const { time, downMs } = this.#parts;
    time.after(downMs(), () => this.start());
  }
}
