import { parseDocument } from "yaml";
import { z } from "zod";
import { readWorkflow } from "#src/local/runner/workflow.ts";

/** What the hub itself looks at in a workflow file. */
export type WorkflowHead = {
  /** Nothing when it has none of its own; GitHub shows its path. */
  name: string | undefined;
  /** Its triggers; nothing when the file does not parse. */
  on: unknown;
};

const MOST = 200;
const heads = new Map<string, WorkflowHead>();
const files = new Map<string, ReturnType<typeof readWorkflow>>();

/** Reads name and triggers. The same text is parsed once: every push asks for every file. */
export function workflowHead(content: string): WorkflowHead {
  return remembered(heads, content, () => readHead(content));
}

/** As the runner's `readWorkflow`; the same text is parsed once. */
export function workflowFile(path: string, content: string): ReturnType<typeof readWorkflow> {
  return remembered(files, `${path}\n${content}`, () => readWorkflow(path, content));
}

function remembered<Read>(known: Map<string, Read>, key: string, read: () => Read): Read {
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= MOST) known.clear();
  const now = read();
  known.set(key, now);
  return now;
}

const Name = z.object({ name: z.string().min(1) });
const Triggers = z.object({ on: z.unknown() });

function readHead(content: string): WorkflowHead {
  const document = parseDocument(content, { logLevel: "silent" });
  if (document.errors.length > 0) return { name: undefined, on: undefined };
  const file: unknown = document.toJS();
  return { name: Name.safeParse(file).data?.name, on: Triggers.safeParse(file).data?.on };
}
