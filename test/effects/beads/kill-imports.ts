import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { findBd } from "#src/effects/beads/bd/find-bd.ts";
import type { Bead } from "#src/effects/beads/bead.ts";
import { openTaskStore } from "#src/effects/beads/open.ts";
import type { TaskStore } from "#src/effects/beads/task-store.ts";
import { countOf } from "./counted-groups.ts";

/** What a round of kills came to. */
export type Killed = {
  kills: number;
  /** Groups that were acknowledged, and those that landed although nobody heard of it. */
  groups: number;
  unheard: number;
  /** New starts while the `bd` of the killed process was still at work, and those whose write it refused. */
  orphans: number;
  refused: number;
};

/**
 * Kills `bd` in the midst of a grouped import, or the process that writes, or both, at random moments, so many times,
 * and looks after each that no group is there in half, none that was acknowledged is lost, and none is there twice.
 * @throws Error saying what was lost or halved
 */
export async function killImports(times: number, random = Math.random): Promise<Killed> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "fractal-kill-")));
  const sum: Killed = { kills: 0, groups: 0, unheard: 0, orphans: 0, refused: 0 };
  for (let round = 0; round < times; round += 1) {
    const writer = startWriter(dir);
    const group = await nextImport(dir, Math.floor(random() * 2), writer.child);
    await sleep(random() * 350);
    const victim = ["writer", "bd", "both"][round % 3];
    if (victim !== "writer") kill(-group);
    // A writer whose `bd` was killed has to read and go on by itself.
    if (victim === "bd") await writer.says();
    writer.child.kill("SIGKILL");
    const acknowledged = Math.max(sum.groups, await writer.ended);
    const now = await afterOrphans(dir, sum);
    if (now < acknowledged)
      throw new Error(`lost: ${acknowledged} groups were acknowledged, ${now} are there`);
    if (now > acknowledged + 1)
      throw new Error(`twice: ${acknowledged} groups were acknowledged, ${now} are there`);
    sum.kills += 1;
    sum.unheard += now - acknowledged;
    sum.groups = now;
  }
  return sum;
}

/**
 * Whoever starts anew while the killed one's `bd` is still at it reads before or after it, and writes what it read:
 * all of it is taken, or refused because the other landed meanwhile.
 */
async function afterOrphans(dir: string, sum: Killed): Promise<number> {
  if (importsIn(dir).length > 0) sum.orphans += 1;
  const store = await open(dir);
  const rows = await store.load();
  const count = countOf(rows);
  const same = rows.map((row): Bead => ({ ...row, design: `seen ${count} after ${sum.kills} kills` }));
  const { written, refused } = await store.write(same);
  while (importsIn(dir).length > 0) await sleep(20);
  const after = countOf(await store.load());
  await store.close();
  if (written.length > 0 && refused.length > 0)
    throw new Error(`half of a write was refused: ${refused.join(" ")}`);
  if (refused.length > 0) sum.refused += 1;
  return after;
}

async function open(dir: string): Promise<TaskStore> {
  return openTaskStore({ dir, actor: "fractal/test", bd: await findBd(process.env) });
}

/** `ended` is the last count that was acknowledged, `says` the next line. */
function startWriter(dir: string): {
  child: ChildProcess;
  says: () => Promise<void>;
  ended: Promise<number>;
} {
  const program = join(import.meta.dirname, "write-groups-until-killed.ts");
  const child = spawn(process.execPath, [program, dir], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  let last = 0;
  lines.on("line", (line) => {
    last = Number(/^acknowledged (\d+)$/.exec(line)?.[1] ?? last);
  });
  const closed = once(child, "close");
  return {
    child,
    says: async () => void (await Promise.race([once(lines, "line"), closed])),
    ended: closed.then(() => last),
  };
}

/** The process of the n-th import from now. */
async function nextImport(dir: string, skip: number, writer: ChildProcess): Promise<number> {
  const seen = new Set<number>();
  while (writer.exitCode === null) {
    for (const pid of importsIn(dir)) seen.add(pid);
    const pid = [...seen][skip];
    if (pid !== undefined) return pid;
    await sleep(5);
  }
  throw new Error(`the writer ended by itself with ${writer.exitCode}`);
}

/** Imports that are at work on this database. */
function importsIn(dir: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => isImport(pid, dir))
    .map(Number);
}

function isImport(pid: string, dir: string): boolean {
  try {
    const [program = "", verb] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return program.endsWith("/bd") && verb === "import" && readlinkSync(`/proc/${pid}/cwd`) === dir;
  } catch {
    // It ended in this very moment.
    return false;
  }
}

function kill(group: number): void {
  try {
    process.kill(group, "SIGKILL");
  } catch {
    // It ended in this very moment.
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { times: { type: "string", default: "50" } } });
  console.log(await killImports(Number(values.times)));
}
