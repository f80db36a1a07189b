import { notWrittenWords } from "#src/line-file.ts";
import { TaskStoreError } from "./task-store-error.ts";

/**
 * The tasks' files could not be written: what was asked is not stored, what was stored is.
 * @param file what could not be written @param error as node:fs threw it
 */
export function notWritten(file: string, error: unknown): TaskStoreError {
  return new TaskStoreError("person", notWrittenWords(`the tasks' file ${file}`, error), { cause: error });
}
