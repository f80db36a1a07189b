// From kill -9 to the next effect, beside the start of a process that only loads the same modules and reads the same files: with the file
// store, and with `bd`, where one export is added. `node bench/recovery.ts` runs it alone.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findBd, type FoundBd } from "#src/effects/beads/bd/find-bd.ts";
import { Forest } from "#src/effects/beads/forest.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { BeadWriter } from "#src/effects/beads/writer.ts";
import { openTrace } from "#src/effects/telemetry/trace.ts";
import { Engine } from "#src/engine.ts";
import { openInbox } from "#src/ingress/open-inbox.ts";
import { labelled, World } from "#test/engine/world.ts";

/** Trees of seven leaves each. */
const roots = 12;
const kills = 9;

type Kind = "file" | "bd";

export async function bench(): Promise<void> {
  print("store", "to the next effect", "start + reading", "export", "ratio");
  await compare("file");
  if ("path" in (await findBd(process.env))) await compare("bd");
  else console.log("bd: not built, not measured");
}

async function compare(kind: Kind): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "fractal-recovery-"));
  await untilSaid("app", kind, dir, roots * 3);
  const again: number[] = [];
  const reading: number[] = [];
  const exports: number[] = [];
  for (let n = 0; n < (kind === "bd" ? 3 : kills); n += 1) {
    reading.push(await untilSaid("reader", kind, dir, 1));
    again.push(await untilSaid("app", kind, dir, 1));
    if (kind === "bd") exports.push(await exportMs(dir));
  }
  const [effect, read] = [median(again), median(reading)];
  const exported = exports.length === 0 ? 0 : median(exports);
  const ratio = (effect / (read + exported)).toFixed(2);
  print(kind, `${effect.toFixed(0)} ms`, `${read.toFixed(0)} ms`, `${exported.toFixed(0)} ms`, `${ratio}×`);
  rmSync(dir, { recursive: true });
}

/** From the start of the process until it has said so many lines; then it is killed. */
async function untilSaid(role: string, kind: Kind, dir: string, lines: number): Promise<number> {
  const from = performance.now();
  const child = spawn(process.execPath, [import.meta.filename, role, kind, dir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = 0;
  for await (const _ of createInterface({ input: child.stdout })) if ((said += 1) === lines) break;
  const ms = performance.now() - from;
  if (said < lines) throw new Error(`the ${role} ended after ${said} of ${lines} lines`);
  await kill(child);
  return ms;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

async function exportMs(dir: string): Promise<number> {
  let ms = 0;
  const store = await openTaskStore({
    dir: join(dir, "beads"),
    actor: "fractal/bench",
    bd: await findBd(process.env),
    onSpawn: (spawned) => (ms = spawned.ms),
  });
  await store.close();
  return ms;
}

/** Says each effect that reaches the outside world: dispatches, which it never hears the end of. */
async function app(kind: Kind, dir: string): Promise<void> {
  const bd: FoundBd | undefined = kind === "bd" ? await findBd(process.env) : undefined;
  const store = await openTaskStore({ dir: join(dir, "beads"), actor: "fractal/bench", ...(bd && { bd }) });
  const clock = () => Date.now();
  const forest = new Forest(new BeadWriter(store), clock);
  const world = new World(clock, 7);
  const engine = new Engine({
    forest,
    clock,
    inbox: openInbox(join(dir, "inbox")),
    trace: openTrace(join(dir, "trace", "trace.jsonl"), { run: "bench" }),
    perform: async (tree, effect) => {
      if (effect.type !== "Dispatch") return world.answer(tree, effect);
      console.log(effect.key);
      return new Promise(() => {});
    },
    onFatal: (error) => {
      console.error(error);
      process.exit(1);
    },
  });
  await engine.start();
  for (let issue = 1; issue <= roots; issue += 1) engine.accept(labelled(issue));
}

/** The same modules, the same bytes, and nothing done with them. */
function reader(dir: string): void {
  const files = ["beads/tasks.jsonl", "beads/tasks.tail.jsonl", "inbox/inbox.jsonl"];
  const read = files.flatMap((file) => linesOf(join(dir, file))).map((line): unknown => JSON.parse(line));
  console.log(`${read.length} lines of ${[Engine, Forest, BeadWriter].length} modules`);
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch {
    // The other store's.
    return [];
  }
}

function median(of: number[]): number {
  return of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;
}

function print(store: string, ...columns: string[]): void {
  console.log(`${store.padEnd(8)}${columns.map((column) => column.padStart(20)).join("")}`);
}

if (import.meta.main) {
  const [role, kind, dir = ""] = process.argv.slice(2);
  if (role === "app") await app(kind as Kind, dir);
  else if (role === "reader") reader(dir);
  else await bench();
}
