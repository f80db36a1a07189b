/** What people and machines are still to do: a world with nothing pending is moved by nobody but the App. */
export class Pending {
  #count = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Done after so many milliseconds. */
  later(ms: number, act: () => void | Promise<void>): void {
    this.#count += 1;
    const run = async () => {
      try {
        await act();
      } finally {
        this.#count -= 1;
      }
    };
    setTimeout(() => void run(), ms);
  }
}
