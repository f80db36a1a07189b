import { isNode, LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";
import { Json } from "./json.ts";
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "./parser.ts";

const Tree = z.record(z.string(), Json);

export const Defaults = z.object({
  run: z.object({ shell: Json.optional(), "working-directory": Json.optional() }).nullish(),
});
export type Defaults = z.infer<typeof Defaults>;

export const Step = z.object({
  id: z.string().optional(),
  name: Json.optional(),
  if: Json.optional(),
  uses: z.string().optional(),
  run: Json.optional(),
  with: Tree.nullish(),
  env: Json.optional(),
  shell: Json.optional(),
  "working-directory": Json.optional(),
  "continue-on-error": Json.optional(),
  "timeout-minutes": Json.optional(),
});
export type Step = z.infer<typeof Step>;

const Names = z.union([z.string().transform((name) => [name]), z.array(z.string())]);

export const Job = z.object({
  name: Json.optional(),
  needs: Names.nullish(),
  if: Json.optional(),
  uses: z.string().optional(),
  "runs-on": Json.optional(),
  permissions: Json.optional(),
  strategy: Json.optional(),
  concurrency: Json.optional(),
  env: Json.optional(),
  defaults: Defaults.nullish(),
  outputs: Tree.nullish(),
  container: Json.optional(),
  services: Json.optional(),
  "timeout-minutes": Json.optional(),
  "continue-on-error": Json.optional(),
  steps: z.array(Step).default([]),
});
export type Job = z.infer<typeof Job>;

const WorkflowFile = z.object({
  name: z.string().nullish(),
  "run-name": Json.optional(),
  on: Json,
  permissions: Json.optional(),
  concurrency: Json.optional(),
  env: Json.optional(),
  defaults: Defaults.nullish(),
  jobs: z.record(z.string(), Job),
});

/** A workflow file that GitHub's parser accepts. Values hold their `${{ }}` still. */
export type Workflow = z.infer<typeof WorkflowFile> & { path: string; lineOf: LineOf };

/** The line of a place in the file, e.g. `["jobs", "build", "steps", 2, "uses"]`; of the nearest known parent when it has none. */
export type LineOf = (place: readonly (string | number)[]) => number;

export interface WorkflowError {
  line: number;
  column: number;
  message: string;
}

/** Reads a workflow file by GitHub's own grammar; the errors are the parser's, with their lines. */
export async function readWorkflow(
  path: string,
  content: string,
): Promise<{ ok: true; workflow: Workflow } | { ok: false; errors: WorkflowError[] }> {
  const errors = await grammarErrors(path, content);
  if (errors.length > 0) return { ok: false, errors };
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, uniqueKeys: false });
  const file = WorkflowFile.safeParse(document.toJS());
  if (!file.success) {
    return { ok: false, errors: [{ line: 1, column: 1, message: z.prettifyError(file.error) }] };
  }
  return { ok: true, workflow: { ...file.data, path, lineOf: lineFinder(document, lines) } };
}

async function grammarErrors(path: string, content: string): Promise<WorkflowError[]> {
  const { context, value } = parseWorkflow({ name: path, content }, new NoOperationTraceWriter());
  // The conversion finds what the grammar cannot: unknown needs, cycles, ids given twice, bad conditions.
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  if (value === undefined && context.errors.count === 0) {
    return [{ line: 1, column: 1, message: "The workflow file is empty" }];
  }
  return context.errors.getErrors().map(({ rawMessage, range }) => ({
    line: range?.start.line ?? 1,
    column: range?.start.column ?? 1,
    message: (rawMessage.split("\n")[0] ?? rawMessage).trim(),
  }));
}

function lineFinder(document: Document.Parsed, lines: LineCounter): LineOf {
  return (place) => {
    for (let length = place.length; length > 0; length--) {
      const node = document.getIn(place.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
}
