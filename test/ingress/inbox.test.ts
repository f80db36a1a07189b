import { spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { beforeEach, describe, expect, test } from "vitest";
import type { Arrival, Inbox } from "#src/ingress/inbox.ts";
import { openInbox } from "#src/ingress/open-inbox.ts";

let dir: string;
let file: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "fractal-inbox-"));
  file = join(dir, "inbox.jsonl");
});

describe("what was accepted", () => {
  test("is in the file when accept returns, and pending until it is done", () => {
    const inbox = openInbox(dir);
    expect(inbox.accept(arrival("d1"))).toBe(true);
    expect(lines()).toEqual([arrival("d1")]);
    expect(inbox.accept(arrival("d2"))).toBe(true);
    expect(ids(inbox)).toEqual(["d1", "d2"]);
    inbox.done("d1");
    expect(ids(inbox)).toEqual(["d2"]);
    inbox.close();
    expect(ids(openInbox(dir))).toEqual(["d2"]);
  });

  test("is pending after a reopen as it was, in the order in which it came", () => {
    const body = `a "spec"\nwith lines, 你好 🎉 \u0000 \u2028 and a lone \ud800 half`;
    const asked: Arrival = {
      id: "d2",
      root: "fx-1234567a",
      event: {
        type: "RootRequested",
        owner: "ada",
        repo: "timesheet",
        issue: { number: 1, id: 1001, nodeId: "I_1" },
        title: "Invoices",
        body,
        by: "ada",
        at: 1,
      },
    };
    const inbox = openInbox(dir);
    for (const each of [arrival("d9"), asked, arrival("d1")]) inbox.accept(each);
    inbox.close();
    expect(openInbox(dir).pending()).toEqual([arrival("d9"), asked, arrival("d1")]);
  });

  test("is accepted once: before it is done, after it, and after a reopen", () => {
    const inbox = openInbox(dir);
    expect(["d1", "d1", "d2"].map((id) => inbox.accept(arrival(id)))).toEqual([true, false, true]);
    inbox.done("d1");
    expect(inbox.accept(arrival("d1"))).toBe(false);
    inbox.close();
    const again = openInbox(dir);
    expect(["d1", "d2", "d3"].map((id) => again.accept(arrival(id)))).toEqual([false, false, true]);
    expect(ids(again)).toEqual(["d2", "d3"]);
  });

  test("together is written together; what came before, or twice, is left out", () => {
    const inbox = openInbox(dir);
    inbox.accept(arrival("d1"));
    const some = ["d1", "d2", "d3", "d2"].map(arrival);
    expect(inbox.acceptAll(some).map(({ id }) => id)).toEqual(["d2", "d3"]);
    expect(lines()).toEqual(["d1", "d2", "d3"].map(arrival));
    expect(inbox.acceptAll(some)).toEqual([]);
    expect(ids(inbox)).toEqual(["d1", "d2", "d3"]);
    inbox.close();
    expect(ids(openInbox(dir))).toEqual(["d1", "d2", "d3"]);
  });

  test("done of what is not pending writes nothing", () => {
    const inbox = openInbox(dir);
    inbox.accept(arrival("d1"));
    inbox.done("d1");
    const { size } = statSync(file);
    inbox.done("d1");
    inbox.done("never seen");
    expect(statSync(file).size).toBe(size);
  });

  test("a closed inbox says so and writes nowhere, however often it is closed", () => {
    const inbox = openInbox(dir);
    inbox.accept(arrival("d1"));
    inbox.close();
    inbox.close();
    expect(() => inbox.accept(arrival("d2"))).toThrow(/inbox\.jsonl is closed/);
    expect(() => inbox.done("d1")).toThrow(/inbox\.jsonl is closed/);
    expect(ids(openInbox(dir))).toEqual(["d1"]);
  });
});

describe("a file that was hurt", () => {
  test.each([
    ["half a line", JSON.stringify(arrival("d3")).slice(0, 30)],
    ["a line that lacks only its end", JSON.stringify(arrival("d3"))],
    ["half a character", Buffer.from("é").subarray(0, 1)],
    ["what a power cut leaves", Buffer.alloc(500)],
  ])("%s at the end is cut, and only it", (_, torn) => {
    const inbox = openInbox(dir);
    inbox.accept(arrival("d1"));
    inbox.accept(arrival("d2"));
    inbox.close();
    const whole = readFileSync(file);
    appendFileSync(file, torn);
    const again = openInbox(dir);
    expect(readFileSync(file)).toEqual(whole);
    expect(ids(again)).toEqual(["d1", "d2"]);
    expect(again.accept(arrival("d3"))).toBe(true);
    expect(lines()).toHaveLength(3);
  });

  test.each([
    ["not JSON", `{"id":"d1","ev\n`, /inbox\.jsonl:2 is not JSON; nothing was changed\. Repair that line/],
    ["an empty line", "\n", /inbox\.jsonl:2 is not JSON/],
    ["no object", "7\n", /inbox\.jsonl:2 is none of ours/],
    [
      "an event of another version",
      `{"id":"d8","event":{"type":"Danced"}}\n`,
      /inbox\.jsonl:2 .*event\.type/s,
    ],
  ])("a line in the middle that is %s is named, and everything is left as it is", (_, bad, message) => {
    const [first, last] = [arrival("d1"), arrival("d2")].map((each) => `${JSON.stringify(each)}\n`);
    const text = `${first}${bad}${last}`;
    writeFileSync(file, text);
    expect(() => openInbox(dir)).toThrow(message);
    expect(readFileSync(file, "utf8")).toBe(text);
    writeFileSync(file, text.replace(bad, ""));
    expect(ids(openInbox(dir))).toEqual(["d1", "d2"]);
  });

  test("an arrival that was worked off need not be understood any more", () => {
    writeFileSync(file, `{"id":"d1","event":{"type":"Danced"}}\n{"done":"d1"}\n`);
    expect(ids(openInbox(dir))).toEqual([]);
  });
});

describe("growth", () => {
  test("what was worked off is dropped at the next start, but its ids are known for long", () => {
    const inbox = openInbox(dir);
    for (let n = 0; n < 200; n += 1) {
      inbox.accept(arrival(`d${n}`));
      if (n !== 100) inbox.done(`d${n}`);
    }
    inbox.close();
    const before = statSync(file).size;
    const again = openInbox(dir, { remembered: 50 });
    expect(ids(again)).toEqual(["d100"]);
    expect(statSync(file).size).toBeLessThan(before / 10);
    expect(lines()).toHaveLength(51);
    expect(again.accept(arrival("d199"))).toBe(false);
    expect(again.accept(arrival("d150"))).toBe(false);
    again.close();
    const third = openInbox(dir, { remembered: 50 });
    expect(third.accept(arrival("d199"))).toBe(false);
    expect(third.accept(arrival("d100"))).toBe(false);
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  test("a process that runs for long writes the file anew from time to time, and nothing is lost by it", () => {
    const limits = { remembered: 20, bytes: 5_000 };
    const inbox = openInbox(dir, limits);
    let largest = 0;
    for (let n = 0; n < 300; n += 1) {
      inbox.accept(arrival(`d${n}`));
      if (n > 4) inbox.done(`d${n}`);
      largest = Math.max(largest, statSync(file).size);
    }
    expect(largest).toBeLessThan(6_000);
    expect(inbox.accept(arrival("d299"))).toBe(false);
    inbox.close();
    expect(ids(openInbox(dir, limits))).toEqual(["d0", "d1", "d2", "d3", "d4"]);
  });

  test("a file of which nothing can be dropped is left alone", () => {
    openInbox(dir).accept(arrival("d1"));
    const { ino } = statSync(file);
    expect(ids(openInbox(dir))).toEqual(["d1"]);
    expect(statSync(file).ino).toBe(ino);
  });

  test("a start that was cut off while it wrote the file anew is no harm", () => {
    openInbox(dir).accept(arrival("d1"));
    appendFileSync(file, `{"done":"d0"}\n`.repeat(200));
    writeFileSync(`${file}.new`, `{"id":"d7","ev`);
    expect(ids(openInbox(dir))).toEqual(["d1"]);
    expect(existsSync(`${file}.new`)).toBe(false);
  });
});

test("a disk that takes only part of a line: not accepted, said aloud, and the next line that fits is whole", async () => {
  const { say, kill } = await processWithSmallDisk(8);
  expect(await say(arrival("d1"))).toBe("d1 true");
  const long = { ...arrival("d2"), repository: "ada/".padEnd(10_000, "x") };
  expect(await say(long)).toBe(
    `d2 InboxError: the inbox ${file} cannot be written (EFBIG): the disk is full; make room and start again`,
  );
  expect(await say(arrival("d3"))).toBe("d3 true");
  expect(await say(long)).toMatch(/^d2 InboxError/);
  expect(await say(arrival("d1"))).toBe("d1 false");
  await kill();
  const inbox = openInbox(dir);
  expect(ids(inbox)).toEqual(["d1", "d3"]);
  expect(inbox.accept(long)).toBe(true);
});

function arrival(id: string): Arrival {
  return { id, repository: "ada/timesheet", event: { type: "IssueReopened", issue: 2, by: "ada" } };
}

function ids(inbox: Inbox): string[] {
  return inbox.pending().map(({ id }) => id);
}

function lines(): unknown[] {
  const text = readFileSync(file, "utf8");
  expect(text.endsWith("\n")).toBe(true);
  return text
    .slice(0, -1)
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

/** A process of its own whose files can have so many blocks of 512 bytes at most, as on a disk that is nearly full. */
async function processWithSmallDisk(blocks: number) {
  const script = join(import.meta.dirname, "accept-until-full.ts");
  const child = spawn("sh", ["-c", `ulimit -f ${blocks} && exec "$0" "$@"`, process.execPath, script, dir], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    say: async (each: Arrival) => {
      child.stdin.write(`${JSON.stringify(each)}\n`);
      return (await answers.next()).value as string;
    },
    kill: () =>
      new Promise((resolve) => {
        child.on("close", resolve);
        child.kill("SIGKILL");
      }),
  };
}
