import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { JobDirs } from "./job-state.ts";

/** Makes the directories of one job: nothing in them outlives it. */
export function makeJobDirs(workDir: string, jobId: number, repository: string): JobDirs {
  const root = join(workDir, "jobs", String(jobId));
  const name = repository.split("/")[1] ?? repository;
  const dirs: JobDirs = {
    root,
    workspace: join(root, "work", name, name),
    temp: join(root, "work", "_temp"),
    toolCache: join(root, "work", "_tool"),
    home: join(root, "home"),
  };
  for (const dir of [dirs.workspace, dirs.temp, dirs.toolCache, dirs.home])
    mkdirSync(dir, { recursive: true });
  return dirs;
}

export function removeJob(dirs: JobDirs): void {
  // A process that was just killed may still be letting go of a file.
  rmSync(dirs.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
