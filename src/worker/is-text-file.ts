import { isUtf8 } from "node:buffer";
import type { FileHandle } from "node:fs/promises";

const chunkBytes = 64 * 1024;

/** Whether all of a file is text that can be written back as it was read; an empty one is. However large it is, it is read in parts. */
export async function isTextFile(handle: FileHandle): Promise<boolean> {
  const chunk = Buffer.alloc(chunkBytes);
  let rest = Buffer.alloc(0);
  for (let at = 0; ;) {
    const { bytesRead } = await handle.read(chunk, 0, chunkBytes, at);
    if (bytesRead === 0) return textIn(rest) !== undefined;
    const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    const text = textIn(bytes, true);
    if (text === undefined) return false;
    rest = bytes.subarray(Buffer.byteLength(text));
    at += bytesRead;
  }
}

/**
 * The text in these bytes; undefined when they are none: of another encoding the letters would come back replaced.
 * @param isCut the last character may be there in part, and is then left out
 */
export function textIn(bytes: Buffer, isCut = false): string | undefined {
  if (bytes.includes(0)) return undefined;
  // A character has four bytes at most.
  for (const missing of isCut ? [0, 1, 2, 3] : [0]) {
    const whole = bytes.subarray(0, Math.max(0, bytes.length - missing));
    if (isUtf8(whole)) return whole.toString("utf8");
  }
  return undefined;
}
