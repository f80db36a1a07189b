import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Command lines of the processes that work in a directory or name it; Linux only, elsewhere none are known. */
export function living(dir: string): string[] {
  return numbers("/proc").flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      const isThere = readlinkSync(`/proc/${pid}/cwd`).startsWith(dir) || line.includes(dir);
      return isThere && line !== "" ? [line] : [];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}

function numbers(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
