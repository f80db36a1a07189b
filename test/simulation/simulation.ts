import type { stateOf } from "#src/core/needs-you.ts";
import type { Tree } from "#src/core/tree.ts";
import { drawClockJumps, drawKills } from "./faults/moments.ts";
import { emptyDisk } from "./machine/disk.ts";
import { fatalWords } from "./machine/fatal-words.ts";
import type { Watcher } from "./machine/life.ts";
import { ModelCalls } from "./machine/model-calls.ts";
import { Machine } from "./machine/machine.ts";
import type { FaultPlan, Found, Random, Violation } from "./parts.ts";
import { writeOut } from "./write-out.ts";
import { writesAtRest } from "./writes-at-rest.ts";
import { Stir } from "./stir.ts";
import { SeededRandom } from "./seeded-random.ts";
import { drawPlanOf } from "./seed-plan.ts";
import { drawSweepMs } from "./sweep-interval.ts";
import { Swarm } from "./swarm.ts";
import { wordsOfLine } from "./pool/words-of-line.ts";
import { verdictOf } from "./verdict.ts";
import { type Clock, epoch } from "./virtual-time.ts";
import type { Scene } from "./world/scene.ts";
import { type Neighbourhood, openNeighbourhood } from "./neighbourhood.ts";

export type SeedOptions = Readonly<{
  seed: number;
  /** In place of the one that the seed draws. */
  plan?: FaultPlan | undefined;
  leavesMost?: number | undefined;
  scene?: Scene | undefined;
  watch?: Watcher | undefined;
  /** Kills at these steps, counted over the whole run, in place of those that the seed draws. */
  killsAt?: readonly number[] | undefined;
  /** Told of what happens, for reading along. */
  say?: ((words: string) => void) | undefined;
}>;

const minute = 60_000;
const hour = 60 * minute;
/** Longest that the world may take after the last fault, and callbacks that it may need: more is a loop. */
const bounds = { livenessMs: 4 * 24 * hour, steps: 1_000_000 };

/** One seed at work: the App's machine in its neighbourhood, on one clock. */
export class Simulation {
  readonly options: SeedOptions;
  readonly clock: Clock;
  readonly faults: Swarm;
  readonly disk = emptyDisk();
  readonly machine: Machine;
  readonly violations: Violation[] = [];
  readonly #random: Random;
  readonly #sweepEveryMs: number;
  readonly #stir: Stir;
  #around: Neighbourhood | undefined;
  /** Nothing of its end can change any more: whoever is killed now writes again what was there. */
  #isJudged = false;
  events = 0;
  /** Requests that write to GitHub. */
  writes = 0;
  /** Steps at which a process may die. */
  steps = 0;
  readonly models = new ModelCalls();
  deliveries = 0;

  private constructor(clock: Clock, options: SeedOptions) {
    clock.reset();
    this.clock = clock;
    this.#stir = new Stir(clock);
    this.options = options;
    this.#random = new SeededRandom(options.seed);
    this.faults = new Swarm(options.seed, options.plan ?? drawPlanOf(this.#random.fork("plan")));
    this.#sweepEveryMs = drawSweepMs(this.#random.fork("sweep"), this.faults.plan);
    this.machine = this.#build();
    if (options.say !== undefined) this.disk.trace.onLine = (line) => this.#say(wordsOfLine(line));
  }

  static async open(clock: Clock, options: SeedOptions): Promise<Simulation> {
    const simulation = new Simulation(clock, options);
    await simulation.#open();
    return simulation;
  }

  get around(): Neighbourhood {
    if (this.#around === undefined) throw new Error("the simulation is not open");
    return this.#around;
  }

  /** From the first wish to the verdict. */
  async run(): Promise<void> {
    this.machine.start();
    const safetyMs = this.#random.fork("safety").pick([hour, 3 * hour, 8 * hour]);
    await this.until(epoch + safetyMs, () => this.#isAtRest(20 * minute));
    this.faults.end();
    this.machine.skewMs = 0;
    this.around.calm({ isNew: this.options.killsAt === undefined, sweepEveryMs: this.#sweepEveryMs });
    this.#say("the faults are over");
    // What a fault made a matter for people is tried again by a new process.
    if (this.options.killsAt === undefined) this.machine.kill();
    this.#stir.moved();
    const end = this.clock.now() + bounds.livenessMs;
    const isAtRest = () => this.#isAtRest(2.5 * this.#sweepEveryMs);
    await this.until(end, isAtRest);
    if (this.violations.length === 0 && !isAtRest())
      this.#find([{ invariant: "time", words: this.#unrest() }]);
    if (this.violations.length === 0) await this.#judge();
    this.#isJudged = true;
    if (this.violations.length === 0) this.#find(await writesAtRest(this, 1.5 * this.#sweepEveryMs));
  }

  /** Lets the world go on until it is enough, the time is over, or something is wrong. */
  async until(time: number, isEnough: () => boolean): Promise<void> {
    while (this.violations.length === 0 && !isEnough()) {
      if (this.clock.steps > bounds.steps)
        this.#find([{ invariant: "steps", words: `more than ${bounds.steps} callbacks` }]);
      else if (!(await this.clock.step(time))) break;
    }
  }

  roots(): readonly string[] {
    return this.around.roots();
  }

  tree(root: string): Tree {
    return this.machine.app?.forest.tree(root) ?? { root, tasks: new Map() };
  }

  /** What each root came to. */
  ends(): Record<string, ReturnType<typeof stateOf>> {
    return Object.fromEntries(this.#stir.states);
  }

  async #judge(): Promise<void> {
    await writeOut(this);
    for (const root of this.roots()) this.#find(verdictOf(this.tree(root)));
    this.#find(await this.around.checkEnd({ rows: this.disk.rows.all(), trace: this.disk.trace }));
  }

  #build(): Machine {
    const { clock, disk, faults, options } = this;
    const down = faults.random("down");
    return new Machine({
      time: clock,
      outside: () => this.around.outside,
      disk,
      faults,
      storeKind: this.#random.fork("store-kind").pick(["file", "bd"]),
      inboxBytes: this.#random.fork("inbox").pick([20_000, 4_000_000]),
      sweepEveryMs: this.#sweepEveryMs,
      downMs: () =>
        faults.isOver || options.killsAt !== undefined ? 1000 : down.pick([200, 5000, 5 * minute, hour]),
      onStep: (tree) => this.#step(tree),
      onWrite: () => {
        this.writes += 1;
        this.#stir.moved();
      },
      onFatal: (error) => {
        this.#say(`the process ended itself: ${String(error)}`);
        const words = fatalWords(error, { isCalm: faults.isOver });
        if (words !== undefined) this.#find([{ invariant: "fatal", words }]);
      },
      watch: (call) => {
        options.watch?.(call);
        this.models.before(call);
        this.#count(call.port);
        if (faults.strikes(`kill-${call.when}`)) this.#kill(`${call.when} ${call.port}`);
        if (this.machine.app !== undefined) this.models.after(call);
      },
    });
  }

  async #open(): Promise<void> {
    const { clock, disk, faults, machine } = this;
    this.#around = await openNeighbourhood({
      seed: this.options.seed,
      leavesMost: this.options.leavesMost,
      scene: this.options.scene,
      clock,
      faults,
      random: this.#random.fork("world"),
      say: this.options.say === undefined ? undefined : (words) => this.#say(words),
      rows: disk.rows,
      deliver: (delivery) => {
        this.deliveries += 1;
        const came = machine.deliver(delivery);
        this.#say(`webhook ${delivery.name} ${delivery.id}: ${came}`);
      },
    });
    for (const at of drawKills(faults, this.#random.fork("kills")))
      clock.after(at, () => {
        if (!faults.isOver) this.#kill("at its time");
      });
    for (const { at, by } of drawClockJumps(faults, this.#random.fork("jumps")))
      clock.after(at, () => {
        if (!faults.isOver) machine.skewMs += by;
      });
  }

  /** A step at which a process may die: before a call that changes something, and when that is done and not yet known. */
  #count(port: string): void {
    if (this.#isJudged || port.endsWith("read") || port.endsWith("load")) return;
    this.steps += 1;
    if (this.options.killsAt?.includes(this.steps) === true) this.#kill(`at step ${this.steps}, ${port}`);
  }

  #kill(why: string): void {
    if (this.machine.app === undefined) return;
    const power = this.faults.strikes("power");
    this.#say(`killed ${why}${power ? ", the power is gone" : ""}`);
    this.faults.note("killed");
    this.models.killed();
    this.machine.kill({ power });
    this.around.forget();
  }

  #step(tree: Tree): void {
    this.events += 1;
    const words = this.#stir.look(tree);
    if (words !== undefined) this.#say(words);
    this.#find(this.around.checkStep(tree));
  }

  /** Nothing moves by itself any more, and nothing has for so long. */
  #isAtRest(forMs: number): boolean {
    const { app, isStarted } = this.machine;
    const roots = this.roots();
    // What somebody has just done is yet to be heard of.
    if (this.around.isBusy()) this.#stir.moved();
    if (!isStarted || !this.#stir.isStill(roots, forMs)) return false;
    return roots.every((root) => app?.engine.isQuiet(root) === true);
  }

  #unrest(): string {
    const stirring = this.roots().filter((root) => this.#stir.isMoving(root));
    const words = stirring.flatMap((root) => verdictOf(this.tree(root)).map((found) => found.words));
    const trouble = stirring.flatMap((root) =>
      [...this.tree(root).tasks.values()].flatMap((task) => task.trouble),
    );
    const busy = this.around.isBusy() ? "people or machines have something to do" : "";
    return ["it does not come to rest", busy, ...stirring, ...words, JSON.stringify(trouble)].join("; ");
  }

  #find(found: readonly Found[]): void {
    for (const each of found) {
      this.#say(`VIOLATION ${each.invariant}: ${each.words}`);
      this.violations.push({ seed: this.options.seed, ...each, at: this.clock.now() - epoch });
    }
  }

  #say(words: string): void {
    this.options.say?.(`${new Date(this.clock.now()).toISOString()} ${words}`);
  }
}
