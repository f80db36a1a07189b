import { uptime } from "node:os";

/** Two clocks that nobody sets, in milliseconds from whenever: one of them stands still while the machine sleeps. */
type MachineClocks = Readonly<{ awake: () => number; sinceBoot: () => number }>;

/**
 * Milliseconds since the epoch, as this machine believed at the call, and from then on by clocks that nobody sets: when the time of day is
 * corrected, no wait becomes an hour longer and no run an hour older. What the machine sleeps counts, else a laptop's night would lengthen
 * every wait. The next start reads the time of day anew.
 */
export function steadyClock({ awake, sinceBoot }: MachineClocks = thisMachine): () => number {
  const zero = { date: Date.now(), awake: awake(), boot: sinceBoot() };
  let sleptMs = 0;
  return () => {
    const awakeMs = awake() - zero.awake;
    const missedMs = sinceBoot() - zero.boot - awakeMs;
    if (missedMs - sleptMs > coarseMs) sleptMs = missedMs;
    return Math.floor(zero.date + awakeMs + sleptMs);
  };
}

/** The uptime counts sleep (`CLOCK_BOOTTIME` on Linux, the kernel's boot time on macOS), but on some systems in whole seconds only. */
const thisMachine: MachineClocks = { awake: () => performance.now(), sinceBoot: () => uptime() * 1000 };

/** By so much the two may differ without any sleep. */
const coarseMs = 2000;
