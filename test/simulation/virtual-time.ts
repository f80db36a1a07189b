import { createRequire, syncBuiltinESMExports } from "node:module";
import type { VirtualTime } from "./parts.ts";
import { TimerHeap, type Timer } from "./timer-heap.ts";

const real = {
  Date,
  setImmediate: globalThis.setImmediate,
  nextTick: process.nextTick.bind(process),
  timeoutOf: AbortSignal.timeout.bind(AbortSignal),
};

/** Callbacks after which this thread's own loop has a turn, which takes longer than most of them. */
const turnEvery = 64;

/** Where every simulation begins: a Monday morning. */
export const epoch = Date.UTC(2026, 0, 5, 9);

/**
 * The clock of this thread, in place of the real one for good: `Date`, timers, `timers/promises`, `AbortSignal.timeout`
 * and `performance.now`. Time passes only when all that could be done now is done. Made once, before the product is
 * imported; `reset` begins anew.
 */
export class Clock implements VirtualTime {
  readonly #timers = new TimerHeap();
  #immediates: Timer[] = [];
  #now = epoch;
  /** Callbacks that were run. */
  steps = 0;

  now(): number {
    return this.#now;
  }

  /** Nothing of what was to come is left. */
  reset(): void {
    this.#timers.clear();
    this.#immediates = [];
    this.#now = epoch;
    this.steps = 0;
  }

  after(ms: number, run: () => void | Promise<void>): void {
    this.#timers.push(this.#now + Math.max(0, ms), () => void run());
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.after(ms, wake));
  }

  /** A timer set through the globals. One of a dead App does no harm: no call that it makes goes through. */
  set(ms: number, run: () => void): Timer {
    return this.#timers.push(this.#now + Math.max(1, ms || 0), run);
  }

  soon(run: () => void): Timer {
    const timer: Timer = { at: this.#now, nth: 0, run };
    this.#immediates.push(timer);
    return timer;
  }

  /**
   * Lets everything happen that can happen now, and then one thing more: the next in time.
   * @returns false when nothing is left to happen before `until`
   */
  async step(until: number): Promise<boolean> {
    await (this.steps % turnEvery === 0 ? realTurn() : drained());
    if (this.#immediates.length > 0) {
      const due = this.#immediates;
      this.#immediates = [];
      for (const { run } of due) run?.();
      return true;
    }
    for (;;) {
      const next = this.#timers.peek();
      if (next === undefined || next.at > until) return false;
      this.#timers.pop();
      if (next.run === undefined) continue;
      this.#now = Math.max(this.#now, next.at);
      this.steps += 1;
      next.run();
      return true;
    }
  }
}

/** Resolves when no promise has anything left to do: a tick comes after all of that. */
function drained(): Promise<void> {
  return new Promise((resolve) => real.nextTick(resolve));
}

/** Resolves in the next turn of the real loop: rejections that nobody handled are known by then. */
export function realTurn(): Promise<void> {
  return new Promise((resolve) => real.setImmediate(resolve));
}

/** Puts the clock in place of this thread's own. */
export function installClock(): Clock {
  const clock = new Clock();
  const patch = (target: object, members: Record<string, unknown>) => {
    for (const [name, value] of Object.entries(members))
      Object.defineProperty(target, name, { value, writable: true, configurable: true });
  };
  const timeout = (run: (...args: unknown[]) => void, ms: number, ...args: unknown[]) =>
    handleOf(clock.set(ms, () => run(...args)));
  const immediate = (run: (...args: unknown[]) => void, ...args: unknown[]) =>
    handleOf(clock.soon(() => run(...args)));
  const timers = {
    setTimeout: timeout,
    clearTimeout: cancel,
    setImmediate: immediate,
    clearImmediate: cancel,
  };
  patch(globalThis, { ...timers, Date: dateOf(clock) });
  patch(performance, { now: () => clock.now() - epoch });
  patch(AbortSignal, { timeout: (ms: number) => timeoutSignal(clock, ms) });
  const require = createRequire(import.meta.url);
  patch(require("node:timers") as object, timers);
  patch(require("node:timers/promises") as object, {
    setTimeout: (ms: number, value: unknown, how: { signal?: AbortSignal } = {}) =>
      sleeping(clock, ms, value, how),
    setImmediate: (value: unknown) => new Promise((resolve) => clock.soon(() => resolve(value))),
  });
  patch(JSON, { parse: quickParse });
  syncBuiltinESMExports();
  return clock;
}

const { parse } = JSON;

/**
 * Octokit looks at every value for numbers that a double cannot hold, which takes ten times as long as the parsing: it
 * is spared where no number is that long.
 */
function quickParse(text: string, reviver?: Parameters<typeof parse>[1]): unknown {
  const isNeedless = reviver !== undefined && reviver.length === 3 && !/\d{16}/.test(text);
  return isNeedless ? parse(text) : parse(text, reviver);
}

type Handle = { timer: Timer; ref: () => Handle; unref: () => Handle; hasRef: () => boolean };

function handleOf(timer: Timer): Handle {
  const handle: Handle = { timer, ref: () => handle, unref: () => handle, hasRef: () => true };
  return handle;
}

function cancel(handle: Handle | undefined): void {
  if (handle !== undefined && handle !== null) handle.timer.run = undefined;
}

function sleeping(
  clock: Clock,
  ms: number,
  value: unknown,
  { signal }: { signal?: AbortSignal },
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = clock.set(ms, () => resolve(value));
    signal?.addEventListener("abort", () => {
      timer.run = undefined;
      reject(new DOMException("The operation was aborted", "AbortError"));
    });
  });
}

const timeouts = new WeakMap<AbortSignal, Timer>();

/** What it was to limit has ended: nobody waits for the end of this time any more. */
export function forgetTimeout(signal: AbortSignal | null | undefined): void {
  const timer = signal ? timeouts.get(signal) : undefined;
  if (timer !== undefined) timer.run = undefined;
}

function timeoutSignal(clock: Clock, ms: number): AbortSignal {
  const controller = new AbortController();
  const timer = clock.set(ms, () =>
    controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")),
  );
  timeouts.set(controller.signal, timer);
  return controller.signal;
}

function dateOf(clock: Clock): DateConstructor {
  class VirtualDate extends real.Date {
    constructor(...args: readonly unknown[]) {
      // Spread only where it must be: dates are made for nearly everything.
      if (args.length === 0) super(clock.now());
      else if (args.length === 1) super(args[0] as number);
      else super(...(args as [number]));
    }
    static override now(): number {
      return clock.now();
    }
    static override [Symbol.hasInstance](value: unknown): boolean {
      return Function.prototype[Symbol.hasInstance].call(real.Date, value);
    }
  }
  return VirtualDate as unknown as DateConstructor;
}
