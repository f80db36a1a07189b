import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { renameSync, symlinkSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { TraceEntry } from "#src/core/trace-line.ts";
import { parseTrace, readBlob, readTrace } from "#src/effects/telemetry/read-trace.ts";
import { openTrace } from "#src/effects/telemetry/trace.ts";

const folder = () => mkdtempSync(join(tmpdir(), "trace-"));
const event = (name: string): TraceEntry => ({
  root: "fx-1",
  type: "event",
  attrs: { event: name, source: "webhook" },
});

test("lines are appended, numbered on across openings, and read back whole", () => {
  const file = join(folder(), "trace.jsonl");
  const first = openTrace(file, { run: "a", now: () => 0 });
  first.write(event("RootRequested"));
  first.write({
    root: "fx-1",
    task: "fx-2",
    attempt: 1,
    key: "k",
    type: "store_spawn",
    attrs: { command: "import", exit: 0, durationMs: 4 },
  });
  first.close();
  const second = openTrace(file, { run: "b", now: () => 1000 });
  second.write(event("TimePassed"));
  expect(readFileSync(file, "utf8").split("\n")[0]).toBe(
    '{"v":1,"ts":"1970-01-01T00:00:00.000Z","seq":1,"run":"a","root":"fx-1","type":"event","attrs":{"event":"RootRequested","source":"webhook"}}',
  );
  expect(readTrace(file).lines.map(({ seq, run, ts }) => [seq, run, ts])).toEqual([
    [1, "a", "1970-01-01T00:00:00.000Z"],
    [2, "a", "1970-01-01T00:00:00.000Z"],
    [3, "b", "1970-01-01T00:00:01.000Z"],
  ]);
});

test("what is said after the close goes nowhere, least of all into a file that has its handle's number now", () => {
  const file = join(folder(), "trace.jsonl");
  const trace = openTrace(file, { run: "a" });
  trace.write(event("One"));
  trace.close();
  const other = join(folder(), "trace.jsonl");
  openTrace(other, { run: "b" });
  trace.write(event("Late"));
  trace.close();
  expect(readTrace(file).lines).toHaveLength(1);
  expect(readFileSync(other, "utf8")).toBe("");
});

test("a line that lies deeper in itself than a stack is left out; brackets in a text are none", () => {
  const deep = `{"v":1,"x":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
  const text = JSON.stringify('\\"['.repeat(500));
  const good = `{"v":1,"ts":"1970-01-01T00:00:00.000Z","seq":1,"run":"a","root":"","type":"event","attrs":{"event":${text}}}`;
  expect(parseTrace(`${deep}\n${good}\n`)).toMatchObject({ lines: [{ seq: 1 }], skipped: 1 });
});

test("a torn last line is skipped and does not swallow the next", () => {
  const file = join(folder(), "trace.jsonl");
  openTrace(file, { run: "a" }).write(event("One"));
  appendFileSync(file, '{"v":1,"ts":"20');
  openTrace(file, { run: "b" }).write(event("Two"));
  const { lines, skipped } = readTrace(file);
  expect(lines.map((line) => line.attrs["event"])).toEqual(["One", "Two"]);
  expect(skipped).toBe(1);
});

test("lines of a later version are skipped, not a failure", () => {
  const file = join(folder(), "trace.jsonl");
  appendFileSync(file, '{"v":2,"type":"dream"}\nnot json\n\n');
  expect(readTrace(file)).toEqual({ lines: [], skipped: 2 });
  expect(readTrace(join(folder(), "none.jsonl"))).toEqual({ lines: [], skipped: 0 });
});

test("credentials are in neither lines nor blobs", () => {
  const file = join(folder(), "trace.jsonl");
  const trace = openTrace(file, { run: "a", known: ["canary-value"] });
  const token = `ghp_${"a1B2".repeat(9)}`;
  trace.write({
    root: "fx-1",
    type: "event",
    attrs: { event: "x", values: [{ deep: [`is ${token}`] }, 7, null], effects: ["canary-value"] },
  });
  const name = trace.blob(`log ${token} canary-value`);
  const text = readFileSync(file, "utf8");
  expect(text).not.toContain(token);
  expect(text).not.toContain("canary-value");
  expect(readTrace(file).lines[0]?.attrs["values"]).toEqual([
    { deep: ["is [redacted: GitHub token]"] },
    7,
    null,
  ]);
  expect(readBlob(file, name)).toBe("log [redacted: GitHub token] [redacted: known secret]");
});

test("a blob is named by its content, written once, and looked up only by such a name", () => {
  const file = join(folder(), "trace.jsonl");
  const trace = openTrace(file, { run: "a" });
  expect(trace.blob("same")).toBe(trace.blob("same"));
  expect(readdirSync(join(file, "..", "blobs"))).toEqual([trace.blob("same")]);
  expect(readBlob(file, "../trace.jsonl")).toBeUndefined();
  expect(readBlob(file, "0".repeat(64))).toBeUndefined();
});

test("a full disk is told to whoever writes, and what was written before is whole", () => {
  const where = folder();
  symlinkSync("/dev/full", join(where, "trace.jsonl"));
  const trace = openTrace(join(where, "trace.jsonl"), { run: "a" });
  expect(() => trace.write(event("One"))).toThrow(
    /the trace .*trace\.jsonl cannot be written \(ENOSPC\): the disk is full; make room and start again/,
  );
});

test("a disk that fills in the middle of a line: the line is reported lost, later ones are readable", () => {
  const where = folder();
  const script = `
    import { openTrace } from "#src/effects/telemetry/trace.ts";
    const trace = openTrace(process.argv[1], { run: "a", now: () => 0 });
    const entry = (event) => ({ root: "fx-1", type: "event", attrs: { event } });
    process.on("SIGXFSZ", () => undefined);
    trace.write(entry("One"));
    for (const name of ["x".repeat(5000), "Two"]) try { trace.write(entry(name)); } catch (error) { console.log(error.message); }`;
  const file = join(where, "trace.jsonl");
  const said = execFileSync(
    "bash",
    ["-c", 'ulimit -f 1; exec "$0" --input-type=module --eval "$1" "$2"', process.execPath, script, file],
    { encoding: "utf8" },
  );
  expect(said).toMatch(/cannot be written \(EFBIG\)/);
  openTrace(file, { run: "b" }).write(event("Three"));
  const { lines, skipped } = readTrace(file);
  expect(lines.map((line) => line.attrs["event"])).toEqual(["One", "Three"]);
  expect(skipped).toBeGreaterThan(0);
});

describe("a trace that is full", () => {
  const rotation = { bytesMax: 300, keep: 2 };

  test("goes on in a new segment, numbered on; all are read in order, and the oldest are dropped with their texts", () => {
    const file = join(folder(), "trace.jsonl");
    let trace = openTrace(file, { run: "a", rotation });
    const old = trace.blob("named long ago");
    const kept = trace.blob("named long ago and again");
    for (const name of [old, kept]) utimesSync(join(file, "..", "blobs", name), 1, 1);
    for (let n = 1; n <= 8; n += 1) trace.write(event(`E${n}`));
    expect(trace.blob("named long ago and again")).toBe(kept);
    expect(trace.segment?.()).toBe(2);
    trace.close();
    trace = openTrace(file, { run: "b", rotation });
    for (let n = 9; n <= 11; n += 1) trace.write(event(`E${n}`));
    expect(readdirSync(join(file, "..")).toSorted()).toEqual([
      "blobs",
      "trace.000002.jsonl",
      "trace.000003.jsonl",
      "trace.jsonl",
    ]);
    expect(readTrace(file).lines.map(({ seq, attrs }) => [seq, attrs["event"]])).toEqual(
      [4, 5, 6, 7, 8, 9, 10, 11].map((n) => [n, `E${n}`]),
    );
    expect(readBlob(file, old)).toBeUndefined();
    expect(readBlob(file, kept)).toBe("named long ago and again");
  });

  test("numbers on after a kill between closing one segment and beginning the next", () => {
    const file = join(folder(), "trace.jsonl");
    openTrace(file, { run: "a" }).write(event("One"));
    renameSync(file, file.replace(".jsonl", ".000001.jsonl"));
    openTrace(file, { run: "b" }).write(event("Two"));
    expect(readTrace(file).lines.map(({ seq }) => seq)).toEqual([1, 2]);
  });
});
