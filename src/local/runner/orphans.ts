import { readdirSync, readFileSync } from "node:fs";

/** Marks every process of a job, through the environment, as GitHub's runner does. */
export const TRACKING = "RUNNER_TRACKING_ID";

/**
 * Kills the processes whose tracking id starts like this: those that left their step's process group (`setsid`), or that outlived a
 * runner which was killed. Only where `/proc` shows environments (Linux); elsewhere the process groups must do.
 */
export function killOrphans(trackingId: string): void {
  const wanted = `\0${TRACKING}=${trackingId}`;
  for (const pid of listed().filter((name) => /^\d+$/.test(name))) {
    if (`\0${environmentOf(pid)}`.includes(wanted)) kill(Number(pid));
  }
}

function listed(): string[] {
  try {
    return readdirSync("/proc");
  } catch {
    return [];
  }
}

/** Empty for a process that is gone or that is not ours. */
function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}
