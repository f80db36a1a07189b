import { chmod, copyFile, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBd } from "#src/effects/beads/bd/find-bd.ts";
import { type OpenOptions, openTaskStore } from "#src/effects/beads/open.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";

/** What proves an export whole. */
export const endMark = '{"_type":"memory","key":"fractal","value":"…"}\n';

const at = "2026-01-01T00:00:00Z";

/** A `bd` that says what it is told to, and a directory to use it on. */
export type FakeBd = Readonly<{
  bin: string;
  dir: string;
  /** `<verb>.<stdout | stderr | code | hang>`, or `<verb>.once.…` for the next time only. */
  says: (file: string, text: string) => Promise<void>;
  open: (options?: Partial<OpenOptions>) => Promise<TaskStore>;
  /** How often the verb was called. */
  spawned: (verb: string) => Promise<number>;
}>;

export async function fakeBd(): Promise<FakeBd> {
  const bin = await mkdtemp(join(tmpdir(), "fractal-fake-"));
  const dir = await mkdtemp(join(tmpdir(), "fractal-data-"));
  await copyFile(join(import.meta.dirname, "../../fakes/bd"), join(bin, "bd"));
  await chmod(join(bin, "bd"), 0o755);
  const says = (file: string, text: string) => writeFile(join(bin, file), text);
  await says("version.stdout", '{"schema_version":1,"data":{"version":"1.3.0","build":"dev"}}');
  await says("remember.stdout", '{"data":{"key":"fractal"}}');
  await says("export.stdout", endMark);
  return {
    bin,
    dir,
    says,
    open: async (options) => {
      const bd = await findBd({ BD_BIN: join(bin, "bd"), PATH: "/usr/bin:/bin" });
      return openTaskStore({ dir, actor: "fractal/test", bd, timeoutMs: 20_000, ...options });
    },
    spawned: async (verb) => {
      const calls = (await readFile(join(bin, "spawned"), "utf8")).split("\n");
      return calls.filter((call) => call.startsWith(verb)).length;
    },
  };
}

/** A row as `bd export` prints it. */
export function line(id: string, more: object = {}): string {
  const row = { _type: "issue", id, title: id, status: "open", priority: 2, issue_type: "task" };
  const counts = { dependency_count: 0, dependent_count: 0, comment_count: 0 };
  return JSON.stringify({ ...row, created_at: at, updated_at: at, ...counts, ...more });
}
