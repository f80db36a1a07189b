import type { Watcher } from "./life.ts";

/** What models were asked, and how much of it kills may have lost. */
export class ModelCalls {
  /** What was asked, each with all the replies that it took. */
  asked = 0;
  /** One at least for each kill, since a reply may be heard and not kept. */
  lost = 0;
  /** Requests of this process that no reply came of yet. */
  #inFlight = 0;

  before({ port, when }: Parameters<Watcher>[0]): void {
    if (when !== "before" || !port.startsWith("model")) return;
    if (port === "model ask") this.asked += 1;
    this.#inFlight += 1;
  }

  /** Nobody was killed at it. */
  after({ port, when }: Parameters<Watcher>[0]): void {
    if (when === "after" && port.startsWith("model")) this.#inFlight -= 1;
  }

  killed(): void {
    this.lost += Math.max(1, this.#inFlight);
    this.#inFlight = 0;
  }
}
