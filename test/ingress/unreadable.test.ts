import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Arrival } from "#src/ingress/inbox.ts";
import { openInbox } from "#src/ingress/open-inbox.ts";

const ended = (id: string, runId: number): Arrival => ({
  id,
  root: "fx-1",
  event: { type: "RunEnded", runId, conclusion: "success" },
});

test("what no start could read again is refused with all that came with it, and nothing is written", () => {
  const dir = mkdtempSync(join(tmpdir(), "fractal-inbox-"));
  const file = join(dir, "inbox.jsonl");
  const inbox = openInbox(dir);
  const both = [ended("d1", 1), ended("d2", Number.NaN)];
  expect(() => inbox.acceptAll(both)).toThrow(/^d2 \(RunEnded\) .*not accepted.*runId/s);
  expect(existsSync(file) ? readFileSync(file, "utf8") : "").toBe("");
  expect(inbox.accept(ended("d1", 1))).toBe(true);
  inbox.close();
  expect(openInbox(dir).pending()).toEqual([ended("d1", 1)]);
});
