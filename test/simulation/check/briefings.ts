import { z } from "zod";
import type { TraceLine } from "#src/core/trace-line.ts";
import { readEntry } from "#src/effects/telemetry/row-digest.ts";
import type { Remains } from "./rows.ts";

/** What a worker or a planner was told. */
export type Briefed = Readonly<{
  name: string;
  task: string;
  /** The trace's line at which it became due: what was decided until then it must know. */
  dueSeq: number;
  /** JSON. */
  text: string;
  /** Each thing that the maintainers say in it, by itself and fenced. */
  guidance: readonly string[];
}>;

/** Every briefing of a run, from the hub, and every prompt of a planner, from the trace. */
export function briefingsIn(remains: Remains): readonly Briefed[] {
  const known = all.get(remains.trace);
  if (known !== undefined && known.remains === remains) return known.found;
  const found = [...ofRuns(remains), ...ofPlanners(remains)];
  all.set(remains.trace, { remains, found });
  return found;
}

const all = new WeakMap<readonly TraceLine[], Readonly<{ remains: Remains; found: readonly Briefed[] }>>();

const Briefing = z.object({
  key: z.string(),
  task: z.object({ id: z.string() }),
  guidance: z.array(z.string()),
});

function ofRuns({ state, briefing, trace }: Remains): Briefed[] {
  const due = new Map<string, number>();
  for (const line of trace) for (const key of dueKeys(line)) if (!due.has(key)) due.set(key, line.seq);
  return state.workflowRuns
    .filter(({ event }) => event === "workflow_dispatch")
    .flatMap(({ id, title }) => {
      const text = briefing(id);
      if (text === undefined) return [];
      const { key, task, guidance } = Briefing.parse(JSON.parse(text));
      const dueSeq = due.get(`${key}/dispatch`);
      return dueSeq === undefined ? [] : [{ name: `run ${title}`, task: task.id, dueSeq, text, guidance }];
    });
}

const Prompt = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) });
const fenced = /<(data-\d{6}) guidance>\n([\s\S]*?)\n<\/\1>/g;

/** A call is made again after a failure: the last time that it became due counts. */
function ofPlanners({ trace, text: read }: Remains): Briefed[] {
  const last = new Map<string, number>();
  return trace.flatMap((line) => {
    for (const key of dueKeys(line)) last.set(key, line.seq);
    if (line.type !== "model_call" || line.attrs["gen_ai.agent.name"] !== "planner") return [];
    const { task, key = "", attrs } = line;
    const text = attrs.prompt && read(attrs.prompt);
    const dueSeq = last.get(key);
    if (text === undefined || task === undefined || dueSeq === undefined) return [];
    const prompt = Prompt.parse(JSON.parse(text))
      .messages.map(({ content }) => content)
      .join("\n");
    const guidance = [...prompt.matchAll(fenced)].map(([, , words = ""]) => words);
    return [{ name: `the planner of ${task} (line ${line.seq})`, task, dueSeq, text, guidance }];
  });
}

/** What became due at that line. */
function dueKeys(line: TraceLine): string[] {
  const entries = line.type === "decision" ? (line.attrs.due?.now ?? []) : [];
  return entries.map((entry) => readEntry(entry).key);
}
