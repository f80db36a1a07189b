import type { Faults, Random } from "../parts.ts";

/** One webhook on its way: what Probot's `receive` takes. */
export type Delivery = Readonly<{ name: string; id: string; payload: object }>;

const hour = 3_600_000;

type Later = (run: () => void, ms: number) => void;

/**
 * GitHub's way of delivering: in its own time, and with faults lost, twice, hours late or out of order. One that finds
 * nobody at home is gone: GitHub does not try again.
 */
export function faultyDelivery(
  receive: (delivery: Delivery) => void,
  { faults, random, later = setTimeout }: { faults: Faults; random: Random; later?: Later },
): (name: string, id: string, payload: object) => void {
  let last = 0;
  return (name, id, payload) => {
    const deliver = (ms: number) => void setTimeout(() => receive({ name, id, payload }), ms);
    if (faults.strikes("webhook-lost")) return;
    if (faults.strikes("webhook-twice")) deliver(random.between(10, 60_000));
    if (faults.strikes("webhook-late")) {
      // A world that something is still on its way to is not at rest.
      later(() => receive({ name, id, payload }), random.between(1, 6 * 60) * (hour / 60));
      return;
    }
    if (faults.strikes("webhook-shuffled")) return deliver(random.between(10, 20_000));
    // In order, where nothing else is drawn.
    last = Math.max(last, Date.now() + random.between(50, 1500));
    deliver(last - Date.now());
  };
}
