import { TaskStoreError } from "./task-store-error.ts";

/**
 * The tasks' files could not be written: what was asked is not stored, what was stored is.
 * @param file what could not be written @param error as node:fs threw it
 */
export function notWritten(file: string, error: unknown): TaskStoreError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "error";
  const isFull = ["ENOSPC", "EDQUOT", "EFBIG"].includes(code);
  const remedy = isFull
    ? "the disk is full; make room and start again"
    : "see that the folder can be written and start again";
  return new TaskStoreError("person", `the tasks' file ${file} cannot be written (${code}): ${remedy}`, {
    cause: error,
  });
}
