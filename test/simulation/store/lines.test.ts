import { appendFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { notWritten } from "#src/ingress/inbox-error.ts";
import type { Lines } from "#src/ingress/lines.ts";
import { LineFile } from "#src/line-file.ts";
import { emptyMedium, losePower, MemoryLines } from "./memory-lines.ts";

const places: Readonly<Record<string, () => { open: () => Lines; tear: () => void }>> = {
  "a file": () => {
    const path = join(mkdtempSync(join(tmpdir(), "fractal-lines-")), "inbox.jsonl");
    return { open: () => new LineFile(path, notWritten), tear: () => appendFileSync(path, '{"half') };
  },
  memory: () => {
    const medium = emptyMedium();
    return { open: () => new MemoryLines(medium), tear: () => {} };
  },
};

describe.each(Object.entries(places))("lines in %s", (_name, place) => {
  test("are there in order after the process has ended, synced or not", () => {
    const { open } = place();
    const lines = open();
    lines.append("one", { durable: true });
    lines.append("zwei, ä\nthree", { durable: false });
    expect(lines.lines()).toEqual(["one", "zwei, ä", "three"]);
    expect(lines.size).toBe(Buffer.byteLength("one\nzwei, ä\nthree\n"));
    const again = open();
    expect(again.lines()).toEqual(lines.lines());
    expect(again.size).toBe(lines.size);
  });

  test("a torn last one is cut off, and the next is not glued to it", () => {
    const { open, tear } = place();
    open().append("one", { durable: true });
    tear();
    const again = open();
    expect(again.lines()).toEqual(["one"]);
    again.append("two", { durable: true });
    expect(open().lines()).toEqual(["one", "two"]);
  });

  test("are replaced as a whole, and none is taken after the end", () => {
    const { open } = place();
    const lines = open();
    for (const line of ["one", "two", "three"]) lines.append(line, { durable: false });
    lines.replace(["three"]);
    lines.append("four", { durable: true });
    expect(open().lines()).toEqual(["three", "four"]);
    lines.close();
    lines.close();
    expect(() => lines.append("five", { durable: true })).toThrow("is closed");
  });
});

test("memory without room takes no part of a line, and loses what was not synced with the power", () => {
  const medium = emptyMedium();
  let isFull = false;
  const lines = new MemoryLines(medium, () => isFull);
  lines.append("one", { durable: true });
  isFull = true;
  expect(() => lines.append("two", { durable: true })).toThrow(/the disk is full/);
  isFull = false;
  for (const line of ["three", "four"]) lines.append(line, { durable: false });
  losePower(medium, 1);
  expect(new MemoryLines(medium).lines()).toEqual(["one", "three"]);
});
