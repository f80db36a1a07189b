import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { replay, replayTrace } from "#src/cli/replay.ts";
import { TraceLine } from "#src/core/trace-line.ts";
import { openTrace } from "#src/effects/telemetry/trace.ts";
import { part, split } from "#test/core/plans.ts";
import { chain } from "#test/core/chain.ts";
import { Story } from "#test/core/story.ts";
import { runs } from "./runs.ts";
import { Tape } from "./tape.ts";

const newFile = () => join(mkdtempSync(join(tmpdir(), "replay-")), "trace.jsonl");

/** The chain's lines, with one of them written otherwise. */
function chainWith(at: number, change: (line: string) => string): string {
  const tape = new Tape();
  runs["chain"]?.(tape);
  const file = newFile();
  const lines = tape.lines.map((line, index) => (index === at ? change(line) : line));
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

function said(file: string, json = false): { exit: number; text: string } {
  let text = "";
  const stdout = { write: (words: string) => void (text += words) };
  return { exit: replay(file, { json }, { stdout }), text };
}

describe("the first difference is told in words", () => {
  test("a row that is another, with its status and its fields", () => {
    const file = chainWith(9, (line) =>
      line
        .replace('"status":"running"', '"status":"ready"')
        .replace(/"row":"[^"]+"/g, '"row":"x"')
        .replace(/"attempts":"[^"]+"/g, '"attempts":"x"'),
    );
    const { exit, text } = said(file);
    expect(exit).toBe(1);
    expect(text).toMatchInlineSnapshot(`
      "different: line 10 of trace.jsonl (seq 10), RunEnded in fx-m3jawzqa, after 8 decisions that are the same
        task fx-zn95flqw “one”: ready then, running today; what differs: attempts
          attempts is today: [{"n":1,"rung":0,"model":"gpt-5-mini","startedAt":1000040,"reservedUsd":0.044,"runId":101,"baseSha":"base","dispatchedAt":1000040,"runConclusion":"success"}]
      "
    `);
    expect(JSON.parse(said(file, true).text)).toMatchObject({
      difference: { line: 10, file: "trace.jsonl" },
    });
  });

  test("a row that only one of both changes, and effects that only one of both calls for", () => {
    const file = chainWith(9, (line) => {
      const { attrs, ...rest } = TraceLine.parse(JSON.parse(line));
      return JSON.stringify({
        ...rest,
        attrs: { ...attrs, changes: [], due: { now: ["Dance a/b c"], gone: [] } },
      });
    });
    expect(said(file).text).toMatchInlineSnapshot(`
      "different: line 10 of trace.jsonl (seq 10), RunEnded in fx-m3jawzqa, after 8 decisions that are the same
        task fx-zn95flqw “one”: not changed then, changed to running today (attempts)
          attempts is today: [{"n":1,"rung":0,"model":"gpt-5-mini","startedAt":1000040,"reservedUsd":0.044,"runId":101,"baseSha":"base","dispatchedAt":1000040,"runConclusion":"success"}]
        effect Dance a/b: was due then, is not due today
        effect CollectReport fx-zn95flqw/1/report: was not due then, is due today
      "
    `);
  });
});

describe("what cannot be replayed is refused, with what to do", () => {
  test.each([
    [
      "an event of a later version",
      (line: string) => line.replace(/"said":\{"type":"[A-Za-z]+"/, '"said":{"type":"TreeDanced"'),
      /line 6 of trace.jsonl cannot be replayed: its event is none that this version knows/,
    ],
    [
      "a line of a later version",
      (line: string) => line.replace('"v":1', '"v":2'),
      /line 6 of trace.jsonl cannot be replayed: it is no line that this version knows/,
    ],
    [
      "a decision of an earlier version",
      (line: string) => JSON.stringify({ ...JSON.parse(line), attrs: { event: "RunEnded", changes: [] } }),
      /line 6 .*knows: [^]*attrs\.said/,
    ],
    [
      "a line that would break whoever takes it apart",
      (line: string) =>
        line.replace('"attrs":{', `"attrs":{"x":${"[".repeat(100_000)}${"]".repeat(100_000)},`),
      /line 6 of trace.jsonl cannot be replayed: it is nested deeper than any line of ours/,
    ],
  ])("%s", (_, change, words) => {
    const file = chainWith(5, change);
    expect(() => replayTrace(file)).toThrow(words);
    expect(() => replayTrace(file)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("or record the run again") }),
    );
  });

  test("a trace that is not there, or a worker's", () => {
    expect(() => replayTrace(newFile())).toThrow(/there is no trace/);
    expect(() => replayTrace(tmpdir())).toThrow(/there is no trace .*: it is no file/);
    const file = newFile();
    openTrace(file, { run: "a" }).write({ type: "event", root: "", attrs: { event: "x" } });
    expect(() => replayTrace(file)).toThrow(/holds no decision/);
  });
});

test("a line that a kill cut off is left out and said", () => {
  const file = chainWith(0, (line) => line);
  const { same } = replayTrace(file);
  appendFileSync(file, '{"v":1,"ts":"20');
  expect(said(file)).toEqual({ exit: 0, text: `same: ${same} decisions (1 torn line left out)\n` });
});

test("a status that a person gave a row as it was written is told, though nothing was read again", () => {
  const tape = new Tape();
  const story = tape.story(chain);
  story.run((at) => at.tree.tasks.size > 1 && at.task("one").status === "running");
  tape.keepEdit(story, "one", (task) => ({ ...task, status: "needs_human", reason: "set aside with bd" }));
  story.run();
  const file = newFile();
  writeFileSync(file, `${tape.lines.join("\n")}\n`);
  expect(tape.lines.filter((line) => line.includes('"why":"reload"'))).toHaveLength(1);
  expect(said(file).exit).toBe(0);
});

describe("in a real trace file", () => {
  test("long texts lie beside it and are found again; without them it is not replayed", () => {
    const file = newFile();
    const tape = new Tape(openTrace(file, { run: "a", now: () => 0 }));
    const story = tape.story(chain);
    story.label("alice", { body: "long ".repeat(1000) }).run();
    const long = new Story(chain).label("alice", { body: "never heard" });
    expect(long.tree.tasks.size).toBe(1);
    expect(readFileSync(file, "utf8")).not.toContain("long long");
    expect(said(file).exit).toBe(0);
    rmSync(join(file, "..", "blobs"), { recursive: true });
    expect(() => replayTrace(file)).toThrow(/is not in the folder blobs/);
  });

  test("no line grows with the tree", () => {
    const bytes = (count: number) => {
      const tape = new Tape();
      const parts = Array.from({ length: count }, (_, index) => part(`parse the kind ${index}`));
      tape
        .story({
          planner: () => split("L", parts),
          config: { limits: { childrenMax: 30 }, budget: { usd: 50 } },
        })
        .run();
      const longest = tape.lines
        .filter((line) => line.includes('"event":"RunEnded"'))
        .map(({ length }) => length);
      return Math.max(...longest);
    };
    expect(bytes(24)).toBeLessThan(bytes(6) * 1.1);
  });

  test("after rotation the rows are told again, and what was dropped is not missed", () => {
    const file = newFile();
    const rotation = { bytesMax: 20_000, keep: 2 };
    const tape = new Tape(openTrace(file, { run: "a", now: () => 0, rotation }));
    runs["two-roots"]?.(tape);
    expect(readdirSync(join(file, "..")).length).toBe(4);
    const { same, unknown, roots, difference } = replayTrace(file);
    expect({ roots, difference }).toEqual({ roots: 2, difference: undefined });
    // The line that filled a segment up may have been the rows of the next one.
    expect(unknown).toBeLessThanOrEqual(2);
    expect(same).toBeGreaterThan(20);
    const oldest = readdirSync(join(file, "..")).toSorted()[1] ?? "";
    expect(oldest).toMatch(/^trace\.\d{6}\.jsonl$/);
    expect(said(join(file, "..", oldest)).exit).toBe(0);
  });

  test("a masked credential makes nothing different: what was decided on it is followed", () => {
    const file = newFile();
    const tape = new Tape(openTrace(file, { run: "a", known: ["canary-value"] }));
    const story = tape.story(chain);
    story.run((at) => at.tree.tasks.size > 1 && at.issueOf("one") > 0);
    tape.edit(story, "one", (task) => ({ ...task, objective: "say canary-value aloud" }));
    story.run();
    expect(readFileSync(file, "utf8")).not.toContain("canary-value");
    const { same, followed, difference } = replayTrace(file);
    expect(difference).toBeUndefined();
    expect(same).toBeGreaterThan(5);
    expect(followed).toBeGreaterThan(5);
  });
});
