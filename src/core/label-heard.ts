import type { EventOf } from "./event.ts";
import type { RootFacts } from "./tree.ts";

/** When the label was put on, and which deliveries told of that second. */
type Heard = Readonly<{ at: number; deliveries: string[] | undefined }>;

/**
 * Is this request one that was not heard before? All times of labels are GitHub's, in whole seconds: of two deliveries that tell of one
 * second each is a label of its own, and the later one counts as a millisecond younger. What a sweep finds has no delivery, and is the
 * same label as any that was heard of in its second.
 * @param known of the tree that is there already
 * @returns undefined when it says nothing new
 */
export function labelHeard(
  known: RootFacts | undefined,
  { at, delivery }: EventOf<"RootRequested">,
): Heard | undefined {
  const told = delivery === undefined ? undefined : [delivery];
  if (known === undefined) return { at, deliveries: told };
  const heardAt = known.resumeAt ?? known.requestedAt;
  const before = known.labelDeliveries ?? [];
  if (delivery === undefined || before.length === 0 || secondOf(at) !== secondOf(heardAt))
    return at > heardAt ? { at, deliveries: told } : undefined;
  if (before.includes(delivery)) return undefined;
  return { at: Math.max(at, heardAt + 1), deliveries: [...before, delivery] };
}

function secondOf(at: number): number {
  return Math.floor(at / 1000);
}
