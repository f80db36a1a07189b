import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { judgeRead } from "#src/core/path-guard.ts";
import { AttemptResult } from "#src/core/report.ts";
import { redactSecrets } from "#src/core/secrets.ts";
import type { ChangedFile } from "./patch.ts";

/**
 * Writes what is handed back into `directory`: `report.json`, and under `files/` the new content of every changed file. The trace is there already.
 * @param known exact secret values, taken out of every text of the report
 */
export async function writeArtifact(
  directory: string,
  result: AttemptResult,
  changed: readonly ChangedFile[],
  known: readonly string[],
): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const { file, content } of changed) {
    if (content === undefined || !judgeRead(file.path).ok) continue;
    const target = join(directory, "files", file.path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
  const clean = JSON.parse(
    JSON.stringify(AttemptResult.parse(result), (_key, value: unknown) =>
      typeof value === "string" ? redactSecrets(value, known) : value,
    ),
  ) as unknown;
  await writeFile(join(directory, "report.json"), `${JSON.stringify(clean, null, 2)}\n`);
}
