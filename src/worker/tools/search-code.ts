import { matchesGlob } from "#src/core/glob.ts";
import { openForReading } from "#src/worker/resolve-inside.ts";
import { filesOf } from "#src/worker/snapshot.ts";
import type { ArgsOf, ToolResult, WorkerContext } from "#src/worker/worker-context.ts";

const hitsMax = 100;
const fileBytesMax = 1_000_000;
const lineLengthMax = 300;

/** A plain search, line by line: no pattern of a model is ever run. */
export async function searchCode(args: ArgsOf<"search_code">, context: WorkerContext): Promise<ToolResult> {
  const query = args.query.toLowerCase();
  const glob = args.glob ?? null;
  const hits: string[] = [];
  for (const path of await filesOf(context.snapshot)) {
    if (glob !== null && !matchesGlob(glob, path)) continue;
    if (hits.length > hitsMax || context.remainingMs() <= 0) break;
    hits.push(...(await hitsIn(path, query, context)));
  }
  if (hits.length === 0) return { ok: false, text: `${JSON.stringify(args.query)} occurs nowhere` };
  const more =
    hits.length > hitsMax ? `\n[… more than ${hitsMax} hits; narrow the query or give a glob]` : "";
  return { ok: true, text: hits.slice(0, hitsMax).join("\n") + more };
}

async function hitsIn(path: string, query: string, context: WorkerContext): Promise<string[]> {
  const opened = await openForReading(context.workspace, path);
  if (!opened.ok) return [];
  await using handle = opened.value;
  if ((await handle.stat()).size > fileBytesMax) return [];
  const bytes = await handle.readFile();
  if (bytes.includes(0)) return [];
  const text = bytes.toString("utf8");
  if (!text.toLowerCase().includes(query)) return [];
  return text
    .split("\n")
    .map((line, at) => ({ line, at: at + 1 }))
    .filter(({ line }) => line.toLowerCase().includes(query))
    .map(({ line, at }) => `${path}:${at}: ${line.trim().slice(0, lineLengthMax)}`);
}
