import { emptyMedium, type LineMedium } from "../store/memory-lines.ts";
import { MemoryTrace } from "../store/memory-trace.ts";
import { RowMedium } from "../store/row-medium.ts";

/** All that is left of the App when its process is dead. */
export type Disk = Readonly<{ rows: RowMedium; inbox: LineMedium; trace: MemoryTrace }>;

export function emptyDisk(): Disk {
  return { rows: new RowMedium(), inbox: emptyMedium(), trace: new MemoryTrace() };
}
