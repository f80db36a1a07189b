import { isTextFile } from "#src/worker/is-text-file.ts";
import { openForReading, openForWriting } from "#src/worker/resolve-inside.ts";
import type { ArgsOf, ToolResult, WorkerContext } from "#src/worker/worker-context.ts";

export async function editFile(args: ArgsOf<"edit_file">, context: WorkerContext): Promise<ToolResult> {
  const readable = await openForReading(context.workspace, args.path);
  if (!readable.ok) return { ok: false, text: `${readable.words}; write_file creates files` };
  const isText = await isTextFile(readable.value);
  await readable.value.close();
  if (!isText) return { ok: false, text: `${args.path} is not UTF-8 text; it cannot be edited` };
  const opened = await openForWriting(context.workspace, args.path);
  if (!opened.ok) return { ok: false, text: opened.words };
  await using handle = opened.value;
  const text = await handle.readFile("utf8");
  const at = text.indexOf(args.old);
  if (at < 0)
    return { ok: false, text: `\`old\` does not occur in ${args.path}; read the file and copy it exactly` };
  if (text.indexOf(args.old, at + 1) >= 0) {
    return { ok: false, text: `\`old\` occurs more than once in ${args.path}; add the lines around it` };
  }
  const edited = text.slice(0, at) + args.new + text.slice(at + args.old.length);
  const size = Buffer.byteLength(edited);
  const { bytesMax } = context.briefing.scope;
  if (size > bytesMax)
    return { ok: false, text: `${size} bytes are more than a patch may have (${bytesMax})` };
  await handle.truncate(0);
  await handle.write(edited, 0);
  context.green = false;
  return { ok: true, text: `${args.path} edited at line ${text.slice(0, at).split("\n").length}` };
}
