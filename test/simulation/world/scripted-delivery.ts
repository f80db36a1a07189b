import type { Delivery } from "../faults/faulty-delivery.ts";

/** What becomes of a run's webhooks, by number and not by chance. */
export type Deliveries = Readonly<{
  /** All of them, or this one, counted from 1. */
  lost?: "all" | number;
  /** They come in groups of so many, and those of each group in this order, such as `[2, 0, 1]`. */
  order?: readonly number[];
}>;

const minute = 60_000;

/** GitHub's way of delivering, as it is told. A group that is not filled within a minute comes as it is. */
export function scriptedDelivery(
  receive: (delivery: Delivery) => void,
  { lost, order = [0] }: Deliveries,
  later: (run: () => void, ms: number) => void,
): (name: string, id: string, payload: object) => void {
  let nth = 0;
  let group: Delivery[] = [];
  const send = (sent: readonly Delivery[]) => {
    if (sent !== group || sent.length === 0) return;
    group = [];
    const came = order.flatMap((at) => sent[at] ?? []);
    for (const [at, delivery] of came.entries()) later(() => receive(delivery), 200 * (at + 1));
  };
  return (name, id, payload) => {
    nth += 1;
    if (lost === "all" || lost === nth) return;
    group.push({ name, id, payload });
    const mine = group;
    if (mine.length === order.length) send(mine);
    else later(() => send(mine), minute);
  };
}
