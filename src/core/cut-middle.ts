/** Length of a text as it travels, in bytes of UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * The text, or its head and tail with a note between them of what was cut, so that the result is at most `maxBytes` long
 * (a note alone when even that is too little). Cuts between characters.
 * @param headShare how much of the room the beginning gets; the end of a log usually says more than its beginning
 */
export function cutMiddle(text: string, maxBytes: number, headShare = 0.4): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= maxBytes) return text;
  const noteRoom = 40;
  const room = Math.max(0, maxBytes - noteRoom);
  const headBytes = Math.floor(room * headShare);
  const head = decode(bytes.subarray(0, headBytes)).replace(/\uFFFD+$/, "");
  const tail = decode(bytes.subarray(bytes.length - (room - headBytes))).replace(/^\uFFFD+/, "");
  return `${head}\n[… ${bytes.length - room} bytes cut …]\n${tail}`;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
