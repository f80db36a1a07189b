// `npm run bench`: the demo's wall time by part, and what each leaf costs in `bd` spawns, GitHub requests and writes.
// Seconds are this machine's and move with its load; shares and counts are what to compare.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { RunResult } from "#src/views/result.ts";
import { readTrace } from "#src/effects/telemetry/read-trace.ts";
import type { TraceLine } from "#src/core/trace-line.ts";

const folder = mkdtempSync(join(tmpdir(), "fractal-bench-"));
const started = performance.now();
const demo = spawnSync(process.execPath, ["scripts/demo.ts", "--json", "--think", "0", "--folder", folder], {
  encoding: "utf8",
  stdio: ["ignore", "pipe", "inherit"],
});
const wallMs = performance.now() - started;
if (demo.status !== 0) throw new Error(`the demo ended with ${demo.status}`);

const result = RunResult.parse(JSON.parse(demo.stdout));
const { lines } = readTrace(join(folder, "data", "trace", "trace.jsonl"));
const leaves = result.totals.leaves;
const spawns = lines.filter((line) => line.type === "store_spawn");
const requests = lines.filter((line) => line.type === "github_request");
const writes = requests.filter(({ attrs }) => !["GET", "HEAD"].includes(attrs.method));
const content = writes.filter(({ attrs }) => /\/(issues|pulls|labels|merges)|graphql/.test(attrs.path));
const calls = lines.filter((line) => line.type === "model_call");
const runs = runTimes(join(folder, "data", "hub", "state.jsonl"));

print("part", "seconds", "share of wall");
part("wall", wallMs);
part("bd", sum(spawns));
part("GitHub (waiting for answers)", sum(requests));
part("runner (some run at work)", unionMs(runs));
part("models", sum(calls));
console.log();
print("", "in all", "per leaf");
count("leaves", leaves);
count("attempts", result.totals.attempts);
count("workflow runs", runs.length);
count("bd spawns", spawns.length);
count("GitHub requests", requests.length);
count("GitHub writes", writes.length);
count("  of them content writes", content.length);
count("model calls", calls.length);

function part(name: string, ms: number): void {
  print(name, (ms / 1000).toFixed(1), `${((100 * ms) / wallMs).toFixed(0)}%`);
}

function count(name: string, number: number): void {
  print(name, String(number), (number / leaves).toFixed(1));
}

function print(name: string, first: string, second: string): void {
  console.log(`${name.padEnd(32)}${first.padStart(10)}${second.padStart(16)}`);
}

function sum(of: readonly (TraceLine & { attrs: { durationMs: number } })[]): number {
  return of.reduce((total, { attrs }) => total + attrs.durationMs, 0);
}

/** When each workflow run was at work, from the hub's own journal, to the second; the last row of a run counts. */
function runTimes(file: string): [number, number][] {
  const Row = z.object({
    table: z.literal("workflowRuns"),
    row: z.object({
      id: z.number(),
      status: z.literal("completed"),
      startedAt: z.string(),
      updatedAt: z.string(),
    }),
  });
  const runs = new Map<number, [number, number]>();
  for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
    const parsed = Row.safeParse(JSON.parse(line));
    if (!parsed.success) continue;
    const { id, startedAt, updatedAt } = parsed.data.row;
    runs.set(id, [Date.parse(startedAt), Date.parse(updatedAt)]);
  }
  return [...runs.values()];
}

function unionMs(spans: readonly [number, number][]): number {
  let total = 0;
  let until = 0;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    total += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return total;
}
