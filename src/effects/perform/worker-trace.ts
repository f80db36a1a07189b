import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import type { Usage } from "#src/core/report.ts";
import type { TraceEntry, TraceLine, TraceSink } from "#src/core/trace-line.ts";
import { tracedUsage } from "#src/core/traced-usage.ts";
import { parseTrace } from "#src/effects/telemetry/read-trace.ts";

/** What a job can know of. That something was decided, done or said by a person is for us alone to say. */
const taken: readonly TraceLine["type"][] = ["model_call", "tool_call", "validation"];
/** Attributes that name a blob. */
const blobNames = ["prompt", "output", "arguments", "result"] as const;
const blobBytesMax = 2_000_000;
const lineCharsMax = 100_000;
const linesMax = 5000;

/**
 * Copies the worker's own trace out of its artifact into ours, with the texts its lines name, and answers with the usage it shows;
 * undefined when it shows nothing. All of it is hostile: lines count for this attempt only, and a text that is not there, not what its name
 * says or too large is left out, its attribute named in `fractal.worker.lost`.
 */
export function takeOverTrace(
  trace: TraceSink,
  files: ReadonlyMap<string, Buffer>,
  ids: Required<Pick<TraceEntry, "root">> & { task: string; attempt: number; key: string },
): Usage | undefined {
  const { lines } = parseTrace(files.get("trace.jsonl")?.toString("utf8") ?? "");
  const ours = lines.filter(
    ({ type, attrs }) => taken.includes(type) && JSON.stringify(attrs).length <= lineCharsMax,
  );
  for (const { type, attrs, ts, run } of ours.slice(0, linesMax)) {
    const kept = { ...attrs, ...blobsOf(trace, files, attrs) };
    const origin = { "fractal.worker.ts": ts, "fractal.worker.run": run };
    trace.write({ ...ids, type, attrs: { ...kept, ...origin } } as TraceEntry);
  }
  return ours.length > 0 ? tracedUsage(ours) : undefined;
}

/** The attributes that name blobs, by their names beside our trace: credentials are taken out once more on the way. */
function blobsOf(
  trace: TraceSink,
  files: ReadonlyMap<string, Buffer>,
  attrs: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const found: Record<string, unknown> = { "fractal.worker.lost": undefined };
  const lost: string[] = [];
  for (const attribute of blobNames) {
    const name = attrs[attribute];
    if (name === undefined) continue;
    const text = textOf(files.get(`blobs/${String(name)}`), String(name));
    found[attribute] = text === undefined ? undefined : trace.blob(text);
    if (text === undefined) lost.push(attribute);
  }
  return lost.length === 0 ? found : { ...found, "fractal.worker.lost": lost };
}

function textOf(content: Buffer | undefined, name: string): string | undefined {
  if (content === undefined || content.length > blobBytesMax || !isUtf8(content)) return undefined;
  return createHash("sha256").update(content).digest("hex") === name ? content.toString("utf8") : undefined;
}
