/** Thrown into a dead process that calls something synchronous; nobody outside ever sees it. */
export class Killed extends Error {
  override readonly name = "Killed";
}

/** Asked before a call and after its effect; whoever wants the process dead then says so by `life.end()`. */
export type Watcher = (call: Readonly<{ nth: number; port: string; when: "before" | "after" }>) => void;

/**
 * One incarnation of the App's process. Every call of it to the outside goes through here: once it has ended, none has
 * an effect, and none comes back.
 */
export class Life {
  readonly #watch: Watcher;
  #calls = 0;
  #isOver = false;

  constructor(watch: Watcher = () => {}) {
    this.#watch = watch;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    this.#isOver = true;
  }

  /** A call that is answered later. What it does outside happens whole or not at all. */
  async call<Answer>(port: string, act: () => Promise<Answer>): Promise<Answer> {
    const nth = this.#count(port);
    if (this.#isOver) return never();
    const answer = await act().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    if (this.#isOver) return never();
    this.#watch({ nth, port, when: "after" });
    if (this.#isOver) return never();
    if ("error" in answer) throw answer.error;
    return answer.value;
  }

  /** @throws Killed */
  callNow<Answer>(port: string, act: () => Answer): Answer {
    const nth = this.#count(port);
    if (this.#isOver) throw new Killed(port);
    const answer = act();
    this.#watch({ nth, port, when: "after" });
    if (this.#isOver) throw new Killed(port);
    return answer;
  }

  #count(port: string): number {
    if (this.#isOver) return 0;
    this.#calls += 1;
    const nth = this.#calls;
    this.#watch({ nth, port, when: "before" });
    return nth;
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}
