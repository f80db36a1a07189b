import { z } from "zod";
import type { Bead } from "../bead.ts";
import { BeadLine } from "../jsonl.ts";
import { JsonText } from "../json-text.ts";
import { TaskStoreError } from "../task-store-error.ts";

/** A memory of Beads that only our databases have; printed after the last issue, so it proves the answer whole. */
export const endMark = "fractal";

const Line = JsonText.pipe(
  z.discriminatedUnion("_type", [
    z.object({ _type: z.literal("issue"), dependency_count: z.int() }),
    z.object({ _type: z.literal("memory"), key: z.string() }),
  ]),
);

export type Exported = Readonly<{ rows: ReadonlyMap<string, Bead>; text: string }>;

/**
 * What `bd export --include-memories` said.
 * @throws TaskStoreError when it is empty, cut off, of another database, or without its dependencies
 */
export function exportAnswer(stdout: string): Exported {
  const rows = new Map<string, Bead>();
  let issues = "";
  let isWhole = false;
  for (const text of stdout.split("\n").filter((line) => line !== "")) {
    const line = known(Line.safeParse(text));
    if ("key" in line) {
      isWhole ||= line.key === endMark;
      continue;
    }
    const row = known(BeadLine.safeParse(text));
    // Beads prints rows without their dependencies when it could not read them.
    const blockers = row.dependencies.filter((edge) => edge.type === "blocks").length;
    if (blockers < line.dependency_count) broken(`${row.id} lacks its dependencies`);
    rows.set(row.id, row);
    issues += `${text}\n`;
  }
  if (!isWhole) broken(stdout.trim() === "" ? "it is empty" : "its end is missing");
  return { rows, text: issues };
}

function known<T>(parsed: z.ZodSafeParseResult<T>): T {
  return parsed.success ? parsed.data : broken(z.prettifyError(parsed.error));
}

function broken(why: string): never {
  throw new TaskStoreError(
    "retry",
    `bd export did not answer with the tasks (${why}); nothing was read. Look at the data with: bd list --all`,
  );
}
