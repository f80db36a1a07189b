import { z } from "zod";
import { JsonText } from "../json-text.ts";
import { TaskStoreError } from "../task-store-error.ts";

/**
 * `bd <verb> --json` under BD_JSON_ENVELOPE.
 * @throws TaskStoreError `retry` for an answer that is empty or cut off: what it was about may be done or not
 */
export function answerOf<T>(verb: string, stdout: string, data: z.ZodType<T>): T {
  // Exit 0 with nothing said has been seen when bd failed.
  if (stdout.trim() === "") throw new TaskStoreError("retry", `bd ${verb} ended well but said nothing`);
  const json = JsonText.safeParse(stdout);
  if (!json.success)
    throw new TaskStoreError(
      "retry",
      `bd ${verb} did not answer in whole JSON: ${stdout.trim().slice(0, 80)}`,
    );
  const parsed = z.object({ data }).safeParse(json.data);
  if (parsed.success) return parsed.data.data;
  throw new TaskStoreError(
    "person",
    `bd ${verb} answered what Fractal does not know: ${z.prettifyError(parsed.error)}`,
  );
}

export const ImportAnswer = z.object({
  ids: z.array(z.string()).default([]),
  updated_issues: z.array(z.object({ id: z.string() })).default([]),
  /** Newer in Beads than our version. */
  stale_skipped_ids: z.array(z.string()).default([]),
  /** Changed in the very second of our version: Beads kept its own. */
  tie_kept_local_ids: z.array(z.string()).default([]),
  skipped_dependencies: z.array(z.string()).default([]),
});
export type ImportAnswer = z.infer<typeof ImportAnswer>;

export const ShowAnswer = z.array(z.object({ id: z.string() }));
