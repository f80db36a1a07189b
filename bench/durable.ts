// What it costs to have an event accepted, decided and written, beside one fsynced append to the same disk, at trees of 10², 10³ and 10⁴ tasks
// in the file store. `node bench/durable.ts` runs it alone.
import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bead, NewBead } from "#src/effects/beads/bead.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import { BeadWriter } from "#src/effects/beads/writer.ts";
import type { Arrival, Inbox } from "#src/ingress/inbox.ts";
import { openInbox } from "#src/ingress/open-inbox.ts";

/** Events of each kind; a plain append follows each of them, so that both meet the same disk. */
const events = 80;
const sizes = [100, 1_000, 10_000];

type Place = { inbox: Inbox; writer: BeadWriter; rows: Map<string, Bead>; append: (text: string) => void };

export async function bench(): Promise<void> {
  print("", "tasks", "of one fsync", "median ms", "bytes", "with snapshots");
  for (const size of sizes) {
    const dir = mkdtempSync(join(tmpdir(), "fractal-durable-"));
    const fd = openSync(join(dir, "plain"), "a");
    const store = await openTaskStore({ dir: join(dir, "beads"), actor: "fractal/bench" });
    const rows = new Map((await store.create(tasks(size), "plan")).map((row) => [row.id, row]));
    // The tail begins empty, so that no snapshot falls into the measure: its share is reckoned.
    await store.close();
    const place: Place = {
      inbox: openInbox(join(dir, "inbox")),
      writer: new BeadWriter(await openTaskStore({ dir: join(dir, "beads"), actor: "fractal/bench" })),
      rows,
      append: (text) => {
        writeSync(fd, text);
        fsyncSync(fd);
      },
    };
    const snapshot = readFileSync(join(dir, "beads", "tasks.jsonl")).length;
    await measure("a delivery, answered", place, 0, async (n) => void place.inbox.accept(arrivalOf(rows, n)));
    await measure("an outcome, written", place, snapshot, (n) => one(place, n, { isRepeatable: true }));
    await measure("a delivery, written", place, snapshot, (n) => one(place, n, { isRepeatable: false }));
    await measure("one of 20 deliveries", place, snapshot, (n) => turn(place, n, 20), 20);
    place.inbox.close();
    await place.writer.close();
    closeSync(fd);
    rmSync(dir, { recursive: true });
  }
}

async function measure(
  what: string,
  { rows, append }: Place,
  snapshot: number,
  run: (n: number) => Promise<void>,
  each = 1,
): Promise<void> {
  const took: number[] = [];
  const plain: number[] = [];
  let bytes = 0;
  for (let n = 0; n < events; n += each) {
    const before = written();
    took.push((await timed(() => run(n))) / each);
    bytes += written() - before;
    plain.push(await timed(() => append(`${"x".repeat(800)}\n`)));
  }
  const perEvent = bytes / events;
  // So much is written anew, per byte of the tail, when it has outgrown the snapshot.
  const share = snapshot / Math.max(snapshot, 256_000);
  const ms = median(took);
  print(
    what,
    String(rows.size),
    `${(ms / median(plain)).toFixed(2)}×`,
    ms.toFixed(2),
    perEvent.toFixed(0),
    (perEvent * (1 + share)).toFixed(0),
  );
}

/** Accepted, written, acknowledged. */
async function one({ inbox, writer, rows }: Place, n: number, how: { isRepeatable: boolean }): Promise<void> {
  const arrival = arrivalOf(rows, n);
  inbox.acceptAll([arrival], how);
  await write(writer, rows, [n]);
  inbox.done(arrival.id);
}

/** As many at once: they share the waits for the disk. */
async function turn({ inbox, writer, rows }: Place, from: number, count: number): Promise<void> {
  const ns = Array.from({ length: count }, (_, n) => from + n);
  const arrivals = ns.map((n) => arrivalOf(rows, n));
  inbox.acceptAll(arrivals);
  await write(writer, rows, ns);
  for (const { id } of arrivals) inbox.done(id);
}

async function write(writer: BeadWriter, rows: Map<string, Bead>, ns: readonly number[]): Promise<void> {
  const updates = ns.map((n) => {
    const row = rows.get(idOf(n % rows.size)) as Bead;
    return {
      ...row,
      status: row.status === "open" ? "in_progress" : "open",
      metadata: { ...row.metadata, fx_n: n },
    };
  });
  const { written: stored } = await writer.commit({ updates });
  for (const row of stored) rows.set(row.id, row);
}

let serial = 0;

function arrivalOf(rows: ReadonlyMap<string, Bead>, n: number): Arrival {
  const task = idOf(n % rows.size);
  const event = { type: "PullRequestOpened", task, attempt: 1, pullRequest: n, at: n } as const;
  return { id: `${task}/attempt/1/open@${(serial += 1)}`, root: idOf(0), event };
}

function tasks(size: number): NewBead[] {
  return Array.from({ length: size }, (_, n) => ({
    id: idOf(n),
    title: `Read the rate of an hour from the sheet, part ${n}`,
    description: "The rate stands in the second column. ".repeat(6),
    acceptance_criteria: "npm test passes",
    metadata: { fx_size: "S", fx_attempts: [], fx_files: ["src/rate.ts"], fx_root: idOf(0), fx_usd: 0.0125 },
    dependencies: n === 0 ? [] : [{ depends_on_id: idOf(0), type: "parent-child" }],
  }));
}

function idOf(n: number): string {
  return `fx-${n.toString(36).padStart(6, "0")}`;
}

async function timed(run: () => unknown): Promise<number> {
  const from = performance.now();
  await run();
  return performance.now() - from;
}

/** Bytes that this process has given to write calls. */
function written(): number {
  return Number(/^wchar: (\d+)$/m.exec(readFileSync("/proc/self/io", "utf8"))?.[1] ?? 0);
}

function median(of: number[]): number {
  return of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;
}

function print(what: string, ...columns: string[]): void {
  console.log(`${what.padEnd(26)}${columns.map((column) => column.padStart(16)).join("")}`);
}

if (import.meta.main) await bench();
