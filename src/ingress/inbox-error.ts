import { notWrittenWords } from "#src/line-file.ts";

/** The inbox cannot be read or written: somebody has to act, and the message says what to do. Nothing that was accepted is lost. */
export class InboxError extends Error {
  override readonly name = "InboxError";
}

/** @param file what could not be written @param error as node:fs threw it */
export function notWritten(file: string, error: unknown): InboxError {
  return new InboxError(notWrittenWords(`the inbox ${file}`, error), { cause: error });
}
