/** Timers stand still while the machine sleeps, the clock does not: no longer than this is slept without a look at it. */
const napMs = 30_000;

/** Rings once, when its clock has come to a moment. */
export class Alarm {
  readonly #clock: () => number;
  #timer: NodeJS.Timeout | undefined;

  /** @param clock milliseconds since the epoch */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** In the place of whatever it was set to before; a moment that is over rings at once. */
  set(at: number, ring: () => void): void {
    this.clear();
    const wait = Math.max(at - this.#clock(), 5);
    this.#timer = setTimeout(() => (wait > napMs ? this.set(at, ring) : ring()), Math.min(wait, napMs));
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
