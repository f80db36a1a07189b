import { isTextFile } from "#src/worker/is-text-file.ts";
import { openForWriting } from "#src/worker/resolve-inside.ts";
import type { ArgsOf, ToolResult, WorkerContext } from "#src/worker/worker-context.ts";

export async function writeFile(args: ArgsOf<"write_file">, context: WorkerContext): Promise<ToolResult> {
  const { bytesMax } = context.briefing.scope;
  const size = Buffer.byteLength(args.content);
  if (size > bytesMax)
    return { ok: false, text: `${size} bytes are more than a patch may have (${bytesMax})` };
  const opened = await openForWriting(context.workspace, args.path);
  if (!opened.ok) return { ok: false, text: opened.words };
  await using handle = opened.value;
  if (!(await isTextFile(handle)))
    return { ok: false, text: `${args.path} is not UTF-8 text; writing text over it would destroy it` };
  await handle.truncate(0);
  await handle.write(args.content, 0);
  context.green = false;
  return { ok: true, text: `${args.path} written, ${args.content.split("\n").length} lines` };
}
