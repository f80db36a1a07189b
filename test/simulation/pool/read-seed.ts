import type { Outcome } from "../run-seed.ts";
import type { SeedOptions } from "../simulation.ts";
import { installClock } from "../virtual-time.ts";

/** One seed in this very thread, whose clock is another from then on. */
export async function readSeed(
  asked: Pick<SeedOptions, "seed" | "plan" | "leavesMost">,
  say: ((words: string) => void) | undefined,
): Promise<Outcome> {
  const clock = installClock();
  const { runSeed } = await import("../run-seed.ts");
  process.on("unhandledRejection", (error) => {
    if (!(error instanceof Error && error.name === "Killed")) console.error("nobody caught:", error);
  });
  return runSeed(clock, { ...asked, say });
}
