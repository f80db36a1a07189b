// The demo's wall time by part, and what each leaf costs in `bd` spawns, GitHub requests and writes.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { RunResult } from "#src/views/result.ts";
import { readTrace } from "#src/effects/telemetry/read-trace.ts";
import type { TraceLine } from "#src/core/trace-line.ts";

export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "fractal-bench-"));
  const started = performance.now();
  const args = ["scripts/demo.ts", "--json", "--think", "0", "--folder", folder];
  const demo = spawnSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const wallMs = performance.now() - started;
  if (demo.status !== 0) throw new Error(`the demo ended with ${demo.status}`);
  const result = RunResult.parse(JSON.parse(demo.stdout));
  const { lines } = readTrace(join(folder, "data", "trace", "trace.jsonl"));
  const runs = runTimes(join(folder, "data", "hub", "state.jsonl"));
  shares(lines, { wallMs, runs });
  counts(lines, { ...result.totals, runs: runs.length });
}

function shares(lines: readonly TraceLine[], about: { wallMs: number; runs: [number, number][] }): void {
  const part = (name: string, ms: number) =>
    print(name, (ms / 1000).toFixed(1), `${((100 * ms) / about.wallMs).toFixed(0)}%`);
  print("part", "seconds", "share of wall");
  part("wall", about.wallMs);
  part("bd", sum(lines.filter((line) => line.type === "store_spawn")));
  part("GitHub (waiting for answers)", sum(lines.filter((line) => line.type === "github_request")));
  part("runner (some run at work)", unionMs(about.runs));
  part("models", sum(lines.filter((line) => line.type === "model_call")));
  console.log();
}

function counts(
  lines: readonly TraceLine[],
  { leaves, attempts, runs }: { leaves: number; attempts: number; runs: number },
): void {
  const count = (name: string, number: number) => print(name, String(number), (number / leaves).toFixed(1));
  const requests = lines.filter((line) => line.type === "github_request");
  const writes = requests.filter(({ attrs }) => !["GET", "HEAD"].includes(attrs.method));
  print("", "in all", "per leaf");
  count("leaves", leaves);
  count("attempts", attempts);
  count("workflow runs", runs);
  count("bd spawns", lines.filter((line) => line.type === "store_spawn").length);
  count("GitHub requests", requests.length);
  count("GitHub writes", writes.length);
  count("model calls", lines.filter((line) => line.type === "model_call").length);
}

function print(name: string, first: string, second: string): void {
  console.log(`${name.padEnd(32)}${first.padStart(10)}${second.padStart(16)}`);
}

function sum(of: readonly (TraceLine & { attrs: { durationMs: number } })[]): number {
  return of.reduce((total, { attrs }) => total + attrs.durationMs, 0);
}

/** Start and end of every workflow run, by the hub's own journal, to the second; the last row of a run counts. */
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
