import type { Outcome } from "../run-seed.ts";
import type { Asked } from "./seed-thread.ts";
import { installClock } from "../virtual-time.ts";

/** One seed in this very thread, whose clock is another from then on. */
export async function readSeed(asked: Asked, say: ((words: string) => void) | undefined): Promise<Outcome> {
  const clock = installClock();
  const { runSeed } = await import("../run-seed.ts");
  process.on("unhandledRejection", (error) => {
    if (!(error instanceof Error && error.name === "Killed")) console.error("nobody caught:", error);
  });
  return runSeed(clock, { ...asked, say });
}
