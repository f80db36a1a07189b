import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { FileJournal } from "#src/local/hub/journal.ts";

const FILL = `
  const { FileJournal } = await import(process.argv[1]);
  const rows = new FileJournal(process.argv[2]).table("rows");
  try {
    for (let id = 1; ; id += 1) rows.put({ id, text: "x".repeat(100) });
  } catch (error) {
    console.log(JSON.stringify({ message: error.message, kept: rows.filter(() => true).length }));
  }
`;

test("when the disk is full a row is written whole or not at all, and the rest is still there", async () => {
  const dir = mkdtempSync(join(tmpdir(), "journal-"));
  const file = join(dir, "state.jsonl");
  // A limit of 4 KiB on files stands for the full disk: the write fails half way through a line.
  const limited = `trap '' XFSZ; ulimit -f 4; exec "$0" --input-type=module --eval "$1" "$2" "$3"`;
  const module = new URL("../../../src/local/hub/journal.ts", import.meta.url).href;
  const { stdout } = await promisify(execFile)("bash", ["-c", limited, process.execPath, FILL, module, file]);
  const { message, kept } = JSON.parse(stdout) as { message: string; kept: number };
  expect(message).toMatch(/cannot write to its journal .* Free some disk space/);
  expect(kept).toBeGreaterThan(5);
  const journal = new FileJournal(file);
  expect(journal.table("rows").filter(() => true)).toHaveLength(kept);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  journal.close();
  rmSync(dir, { recursive: true });
});
