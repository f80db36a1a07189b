import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { openTaskStore } from "#src/effects/beads/open.ts";

// No file grows beyond so many KiB: as good as a full disk for the one that reaches it first.
test.for([
  [4, "tasks"],
  [6, "notes"],
  [12, "tasks"],
  [12, "notes"],
  [40, "notes"],
] as const)(
  "a disk that is full at %i KiB (%s): said with what to do, and nothing that was acknowledged is lost",
  { timeout: 60_000 },
  async ([kib, what]) => {
    const dir = await mkdtemp(join(tmpdir(), "fractal-full-"));
    const program = join(import.meta.dirname, "write-until-full.ts");
    const limited = `trap '' XFSZ; ulimit -f ${kib}; exec "$0" "$@"`;
    const { stdout } = await promisify(execFile)("bash", [
      "-c",
      limited,
      process.execPath,
      program,
      dir,
      what,
    ]);
    const { next, message, acknowledged } = JSON.parse(stdout);
    expect({ next, message }).toEqual({
      next: "person",
      message: expect.stringMatching(
        /tasks.*cannot be written \(EFBIG\): the disk is full; make room and start/,
      ),
    });
    expect(acknowledged.length).toBeGreaterThan(2);
    const store = await openTaskStore({ dir, actor: "fractal/test" });
    const ids = (await store.load()).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(acknowledged));
    expect(ids.length - acknowledged.length).toBeLessThan(2);
    await store.close();
  },
);
