import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { canaryNames, tryCanary } from "#test/simulation/canaries/try-canary.ts";
import { crashEverywhere, type CrashReport } from "#test/simulation/crash/crash-everywhere.ts";
import { type RecordedRun, recordedRuns } from "#test/simulation/crash/recorded-runs.ts";
import { runSeeds } from "#test/simulation/pool/run-seeds.ts";
import { shrink } from "#test/simulation/pool/shrink.ts";
import { summaryOf } from "#test/simulation/pool/summary.ts";
import type { Outcome } from "#test/simulation/run-seed.ts";
import { readSeed } from "#test/simulation/pool/read-seed.ts";

type Options = {
  seeds: number;
  from: number;
  jobs: number;
  seed?: number;
  plan?: string;
  leaves?: number;
  verbose?: true;
  crash?: true;
  every: number;
  run?: string;
  at?: string;
  untilFailure?: true;
  canary?: string;
  canaries?: true;
  shrink: boolean;
};

const program = new Command("simulate")
  .description(
    "Runs the App in simulated time against simulated GitHub, jobs, people and faults; each seed is a world",
  )
  .option("--seeds <n>", "how many", wholeNumber, 1000)
  .option("--from <n>", "the first", wholeNumber, 0)
  .option("--jobs <n>", "threads", wholeNumber, availableParallelism())
  .option("--seed <n>", "this one only", wholeNumber)
  .option("--plan <json>", "its faults and their rates, in place of those that the seed draws")
  .option("--leaves <n>", "at most so many leaves in its trees", wholeNumber)
  .option("--verbose", "says what happens, with --seed")
  .option("--crash", "kills recorded runs at every step, and compares the ends")
  .option("--every <n>", "with --crash: at every so many steps", wholeNumber, 1)
  .option("--run <name>", "with --crash: only the recorded runs with this in their names")
  .option("--at <steps>", "with --run: killed only at these steps, such as 3,8, and reads along")
  .option("--until-failure", "ends at the first seed that fails")
  .option("--canary <name>", "plants this bug in a copy of the sources, and looks whether it is found")
  .option("--canaries", "every planted bug")
  .option("--no-shrink", "leaves the first failing seed as it is")
  .parse();

const options = program.opts<Options>();
process.exitCode =
  options.canary !== undefined || options.canaries
    ? await runCanaries(options.canary === undefined ? canaryNames() : [options.canary], options)
    : options.crash
      ? await runCrashes(options)
      : options.seed === undefined
        ? await runMany(options)
        : await runOne(options.seed, options);

async function runOne(seed: number, { plan, leaves, verbose }: Options): Promise<number> {
  const outcome = await readSeed(
    {
      seed,
      leavesMost: leaves,
      ...(plan !== undefined && { plan: JSON.parse(plan) as Record<string, number> }),
    },
    verbose ? (words) => console.log(words) : undefined,
  );
  console.log(JSON.stringify({ ...outcome, violations: undefined }, null, 1));
  sayViolations(outcome);
  return outcome.violations.length > 0 ? 1 : 0;
}

async function runCanaries(names: readonly string[], { seeds, from, jobs }: Options): Promise<number> {
  let missed = 0;
  for (const name of names) {
    const found = await tryCanary(name, { seeds, from, jobs });
    if (found === undefined) missed += 1;
    const words = found
      ? `found after ${found.seeds} seeds: ${found.invariant} in seed ${found.seed}`
      : `not found in ${seeds} seeds`;
    console.log(`${name}: ${words}`);
  }
  console.log(`${names.length - missed} of ${names.length} planted bugs were found`);
  return missed > 0 ? 1 : 0;
}

async function runCrashes({ jobs, every, run = "", at }: Options): Promise<number> {
  const pairs = { ...recordedRuns[0], name: "one leaf, every pair" } as RecordedRun;
  const chosen = [...recordedRuns, pairs].filter(({ name }) => name.includes(run));
  const [first] = chosen;
  if (at !== undefined && first !== undefined) return readCrash(first, at);
  const reports: CrashReport[] = [];
  for (const recorded of chosen) {
    const report = await crashEverywhere(recorded, { jobs, every, pairs: recorded === pairs });
    reports.push(report);
    console.log(
      `${report.name}: ${report.kills} kills in ${report.steps} steps, ${report.faults.length} differences`,
    );
    for (const words of report.faults.slice(0, 5)) console.log(`  ${words.slice(0, 500)}`);
  }
  const kills = reports.reduce((sum, report) => sum + report.kills, 0);
  const unequal = reports.filter(({ faults }) => faults.length > 0).length;
  console.log(`${kills} kills in ${reports.length} runs; ${unequal} runs have another end`);
  return unequal > 0 || chosen.length === 0 ? 1 : 0;
}

async function readCrash({ name: _name, ...recorded }: RecordedRun, at: string): Promise<number> {
  const killsAt = at
    .split(",")
    .filter((step) => step !== "")
    .map(wholeNumber);
  const outcome = await readSeed({ ...recorded, killsAt }, (words) => console.log(words));
  for (const line of outcome.picture) console.log(line.slice(0, 500));
  sayViolations(outcome);
  return outcome.violations.length > 0 ? 1 : 0;
}

async function runMany({ seeds, from, jobs, untilFailure, shrink: wantsShrink }: Options): Promise<number> {
  const started = Date.now();
  const asked = Array.from({ length: seeds }, (_, nth) => ({ seed: from + nth }));
  let [done, failures] = [0, 0];
  const outcomes = await runSeeds(asked, {
    jobs,
    isEnough: () => untilFailure === true && failures > 0,
    onOutcome: (outcome) => {
      done += 1;
      if (outcome.violations.length > 0) failures += 1;
      if (outcome.violations.length > 0) sayViolations(outcome);
      if (done % 25 === 0) console.log(`${done} of ${seeds} seeds, ${rate(done, started)} a second`);
    },
  });
  const { user, system } = process.cpuUsage();
  console.log(summaryOf(outcomes, { jobs, realMs: Date.now() - started, cpuMs: (user + system) / 1000 }));
  const failed = outcomes.filter(({ violations }) => violations.length > 0);
  const [first] = failed;
  if (first === undefined) return 0;
  console.log(`failed: ${failed.map(({ seed }) => seed).join(" ")}`);
  if (wantsShrink) await sayShrunk(first, jobs);
  return 1;
}

async function sayShrunk(outcome: Outcome, jobs: number): Promise<void> {
  const { seed, plan, leavesMost } = await shrink(outcome, jobs);
  const leaves = leavesMost === undefined ? "" : ` --leaves ${leavesMost}`;
  console.log(`seed ${seed} fails with ${Object.keys(plan).length} kinds of faults already; to read along:`);
  console.log(`npm run simulate -- --seed ${seed} --plan '${JSON.stringify(plan)}'${leaves} --verbose`);
}

function sayViolations({ seed, violations }: Outcome): void {
  for (const { invariant, words, at } of violations.slice(0, 3))
    console.log(`seed ${seed}, ${(at / 3_600_000).toFixed(2)} h: ${invariant}: ${words}`);
}

function rate(done: number, started: number): string {
  return ((done * 1000) / (Date.now() - started)).toFixed(1);
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("a whole number is wanted");
  return Number(text);
}
