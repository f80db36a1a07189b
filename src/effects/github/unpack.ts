import { unzipSync, type UnzipFileInfo } from "fflate";

export type UnpackCaps = Readonly<{ filesMax: number; fileBytesMax: number; totalBytesMax: number }>;

/**
 * Unpacks a zip in memory. A file that claims to be small and is not comes out cut off at its claim, never larger, and is refused.
 * `problem` says why the whole archive is refused.
 */
export function unpack(
  zip: Uint8Array,
  caps: UnpackCaps,
): Readonly<{ files: Map<string, Buffer> }> | Readonly<{ problem: string }> {
  const entries: UnzipFileInfo[] = [];
  const list = extract(zip, (entry) => {
    entries.push(entry);
    return false;
  });
  if (list === undefined) return { problem: "the artifact is not a readable zip" };
  const wanted = entries.filter(({ name }) => !name.endsWith("/"));
  const problem = wanted.length > caps.filesMax ? `more than ${caps.filesMax} files` : refusal(wanted, caps);
  if (problem !== undefined) return { problem: `the artifact is refused: ${problem}` };
  const contents = extract(zip, ({ name }) => !name.endsWith("/"));
  if (contents === undefined) return { problem: "the artifact is not a readable zip" };
  const files = new Map(wanted.map(({ name }) => [name, Buffer.from(contents[name] ?? [])]));
  const lied = wanted.find(({ name, originalSize }) => files.get(name)?.length !== originalSize);
  if (lied)
    return { problem: `the artifact is refused: ${JSON.stringify(lied.name)} has not the size it claims` };
  return { files };
}

function refusal(entries: readonly UnzipFileInfo[], caps: UnpackCaps): string | undefined {
  const seen = new Set<string>();
  let total = 0;
  for (const { name, originalSize } of entries) {
    if (!isPlainPath(name)) return `${JSON.stringify(name)} is not a path inside it`;
    if (seen.has(name)) return `${JSON.stringify(name)} is in it twice`;
    if (originalSize > caps.fileBytesMax)
      return `${JSON.stringify(name)} is larger than ${caps.fileBytesMax} bytes`;
    seen.add(name);
    total += originalSize;
  }
  return total > caps.totalBytesMax
    ? `its files are larger than ${caps.totalBytesMax} bytes together`
    : undefined;
}

/** Relative, with forward slashes, without empty, `.` or `..` parts, drive letters or control characters. */
function isPlainPath(name: string): boolean {
  const clean = [...name].every((sign) => sign.charCodeAt(0) >= 0x20 && sign !== "\\" && sign !== "\u007F");
  return (
    clean &&
    !/^[a-zA-Z]:/.test(name) &&
    name.split("/").every((part) => part !== "" && part !== "." && part !== "..")
  );
}

function extract(zip: Uint8Array, filter: (entry: UnzipFileInfo) => boolean) {
  try {
    return unzipSync(zip, { filter });
  } catch {
    return undefined;
  }
}
