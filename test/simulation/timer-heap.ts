/** Something that happens at a time. Without `run` it was taken back. */
export type Timer = { at: number; nth: number; run: (() => void) | undefined };

/** Timers by time; what is set for the same time happens in the order in which it was set. */
export class TimerHeap {
  readonly #heap: Timer[] = [];
  #count = 0;

  push(at: number, run: () => void): Timer {
    this.#count += 1;
    const timer: Timer = { at, nth: this.#count, run };
    this.#heap.push(timer);
    this.#up(this.#heap.length - 1);
    return timer;
  }

  peek(): Timer | undefined {
    return this.#heap[0];
  }

  pop(): Timer | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last === undefined || first === last) return first;
    this.#heap[0] = last;
    this.#down();
    return first;
  }

  clear(): void {
    this.#heap.length = 0;
    this.#count = 0;
  }

  #up(from: number): void {
    for (let at = from; at > 0;) {
      const above = (at - 1) >> 1;
      if (!this.#isBefore(at, above)) return;
      this.#swap(at, above);
      at = above;
    }
  }

  #down(): void {
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < this.#heap.length && this.#isBefore(left, least)) least = left;
      if (right < this.#heap.length && this.#isBefore(right, least)) least = right;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [x, y] = [this.#heap[a] as Timer, this.#heap[b] as Timer];
    return x.at < y.at || (x.at === y.at && x.nth < y.nth);
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b] as Timer, this.#heap[a] as Timer];
  }
}
