import { parentPort } from "node:worker_threads";
import type { Outcome } from "../run-seed.ts";
import type { SeedOptions } from "../simulation.ts";
import { noOutcome } from "./no-outcome.ts";
import { installClock, realTurn } from "../virtual-time.ts";

/** What a thread is asked, and says. */
export type Asked = Pick<SeedOptions, "seed" | "plan" | "leavesMost" | "killsAt" | "scene">;
export type Said = Outcome;

// First of all: what is imported later shall find the virtual clock and nothing else.
const clock = installClock();
const { runSeed } = await import("../run-seed.ts");
const lost: unknown[] = [];
process.on("unhandledRejection", (error) => lost.push(error));

parentPort?.on("message", (asked: Asked) => void answer(asked));

async function answer(asked: Asked): Promise<void> {
  lost.length = 0;
  const outcome = await runSeed(clock, asked).catch((error: unknown) => failed(asked, error));
  await realTurn();
  const dropped = lost.filter((error) => !(error instanceof Error && error.name === "Killed"));
  parentPort?.postMessage(dropped.length === 0 ? outcome : { ...outcome, ...failed(asked, dropped[0]) }, []);
}

function failed(asked: Asked, error: unknown): Outcome {
  return noOutcome(asked, "thrown", error instanceof Error ? (error.stack ?? error.message) : String(error));
}
