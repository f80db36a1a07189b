import type { Arrival } from "#src/ingress/inbox.ts";
import { keyInEvent } from "./root-names.ts";

/** So many are kept; the sweep finds what the older ones said. */
const max = 500;

/** Events that came before the receipt they speak about: offered again when a tree has what they name. */
export class Unclaimed {
  /** The oldest first. */
  readonly #arrivals = new Map<string, Arrival>();
  readonly #ids = new Map<string, Set<string>>();

  /** @returns the one that is given up for it, if it was one too many */
  add(arrival: Arrival): Arrival | undefined {
    const key = keyOf(arrival);
    this.#arrivals.set(arrival.id, arrival);
    this.#ids.set(key, (this.#ids.get(key) ?? new Set()).add(arrival.id));
    const [oldest] = this.#arrivals.size > max ? this.#arrivals.values() : [];
    if (oldest !== undefined) this.#remove(oldest);
    return oldest;
  }

  /** Takes out what speaks about these, in the order in which it came. */
  take(keys: Iterable<string>): Arrival[] {
    const ids = new Set([...keys].flatMap((key) => [...(this.#ids.get(key) ?? [])]));
    if (ids.size === 0) return [];
    const taken = [...this.#arrivals.values()].filter(({ id }) => ids.has(id));
    for (const arrival of taken) this.#remove(arrival);
    return taken;
  }

  #remove(arrival: Arrival): void {
    const key = keyOf(arrival);
    this.#arrivals.delete(arrival.id);
    const ids = this.#ids.get(key);
    ids?.delete(arrival.id);
    if (ids?.size === 0) this.#ids.delete(key);
  }
}

function keyOf({ repository = "", event }: Arrival): string {
  return keyInEvent(repository, event) ?? "";
}
