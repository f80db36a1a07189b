/** Keeps the beginning and the end of a stream of any length in bounded memory. */
export type Tail = Readonly<{
  /** Answers with how many bytes came so far. */
  add: (chunk: Buffer) => number;
  text: () => string;
}>;

/** @param maxBytes of what is kept: a third for the beginning, the rest for the end, which says more */
export function createTail(maxBytes: number): Tail {
  const headMax = Math.floor(maxBytes / 3);
  const tailMax = maxBytes - headMax;
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let total = 0;
  return {
    add: (chunk) => {
      total += chunk.length;
      const room = headMax - head.length;
      if (room > 0) head = Buffer.concat([head, chunk.subarray(0, room)]);
      const rest = chunk.subarray(Math.max(0, room));
      tail = Buffer.concat([tail, rest.subarray(Math.max(0, rest.length - tailMax))]);
      if (tail.length > tailMax) tail = Buffer.from(tail.subarray(tail.length - tailMax));
      return total;
    },
    text: () => {
      const missing = total - head.length - tail.length;
      if (missing <= 0) return Buffer.concat([head, tail]).toString("utf8");
      return `${head.toString("utf8")}\n[… ${missing} bytes cut …]\n${tail.toString("utf8")}`;
    },
  };
}
