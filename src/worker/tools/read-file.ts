import { textIn } from "#src/worker/is-text-file.ts";
import { openForReading } from "#src/worker/resolve-inside.ts";
import type { ArgsOf, ToolResult, WorkerContext } from "#src/worker/worker-context.ts";

/** Larger files are read by lines of their first part. */
const readBytesMax = 2_000_000;

export async function readFile(args: ArgsOf<"read_file">, context: WorkerContext): Promise<ToolResult> {
  const opened = await openForReading(context.workspace, args.path);
  if (!opened.ok) return { ok: false, text: opened.words };
  await using handle = opened.value;
  const buffer = Buffer.alloc(Math.min(readBytesMax, (await handle.stat()).size));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
  const bytes = buffer.subarray(0, bytesRead);
  const text = textIn(bytes, bytes.length === readBytesMax);
  if (text === undefined) return { ok: false, text: `${args.path} is not UTF-8 text` };
  const lines = text.replace(/\n$/, "").split("\n");
  const first = args.startLine ?? 1;
  const last = Math.min(args.endLine ?? lines.length, lines.length);
  if (first > last)
    return {
      ok: false,
      text: `${args.path} has ${lines.length} lines; there is nothing from ${first} to ${last}`,
    };
  const numbered = lines.slice(first - 1, last).map((line, at) => `${first + at}\t${line}`);
  return {
    ok: true,
    text: `${args.path}, lines ${first}-${last} of ${lines.length}:\n${numbered.join("\n")}`,
  };
}
