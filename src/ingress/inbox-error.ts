/** The inbox cannot be read or written: somebody has to act, and the message says what to do. Nothing that was accepted is lost. */
export class InboxError extends Error {
  override readonly name = "InboxError";
}

/** @param file what could not be written @param error as node:fs threw it */
export function notWritten(file: string, error: unknown): InboxError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "error";
  const isFull = ["ENOSPC", "EDQUOT", "EFBIG"].includes(code);
  const remedy = isFull
    ? "the disk is full; make room and start again"
    : "see that the folder can be written and start again";
  return new InboxError(`the inbox ${file} cannot be written (${code}): ${remedy}`, { cause: error });
}
