import { matchesGlob } from "#src/core/glob.ts";
import { filesOf } from "#src/worker/snapshot.ts";
import type { ArgsOf, ToolResult, WorkerContext } from "#src/worker/worker-context.ts";

const shownMax = 800;

export async function listFiles(args: ArgsOf<"list_files">, context: WorkerContext): Promise<ToolResult> {
  const directory = (args.path ?? "").replace(/\/$/, "");
  const glob = args.glob ?? null;
  const found = (await filesOf(context.snapshot)).filter(
    (path) =>
      (directory === "" || path === directory || path.startsWith(`${directory}/`)) &&
      (glob === null || matchesGlob(glob, path)),
  );
  if (found.length === 0) return { ok: false, text: "no files there" };
  const more =
    found.length > shownMax ? `\n[… ${found.length - shownMax} more; narrow it with path or glob]` : "";
  return { ok: true, text: found.slice(0, shownMax).join("\n") + more };
}
