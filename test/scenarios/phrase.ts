import { z } from "zod";
import type { Exchange } from "./witness.ts";

const Sent = z.object({
  title: z.string().optional(),
  body: z.string().optional(),
  name: z.string().optional(),
  content: z.string().optional(),
  state: z.string().optional(),
  state_reason: z.string().optional(),
  labels: z.array(z.string()).optional(),
  ref: z.string().optional(),
  base: z.string().optional(),
  head: z.string().optional(),
  message: z.string().optional(),
  commit_message: z.string().optional(),
  context: z.string().optional(),
  event: z.string().optional(),
  tree: z.union([z.string(), z.array(z.object({ path: z.string(), mode: z.string() }))]).optional(),
  inputs: z.record(z.string(), z.string()).optional(),
  variables: z
    .object({
      input: z
        .object({ title: z.string(), body: z.string(), parentIssueId: z.string().optional() })
        .optional(),
    })
    .optional(),
});
type Sent = z.infer<typeof Sent>;

/** The fields of a write that people or later steps rely on; never times, ids or hashes. */
export function phraseOf({ sent, path }: Exchange): string {
  const body = Sent.parse(sent ?? {});
  const input = body.variables?.input;
  const parts = [
    input &&
      `“${input.title}”${input.parentIssueId === undefined ? "" : " under its parent"} ${markerOf(input.body)}`,
    body.title && `“${body.title}”`,
    body.content,
    body.state && [body.state, body.state_reason, body.context].filter(Boolean).join(", "),
    body.labels && `labels: ${body.labels.join(", ")}`,
    body.name,
    body.ref?.replace("refs/heads/", ""),
    body.head && body.base && `${body.head} → ${body.base}`,
    treeOf(body),
    body.message && messageOf(body.message),
    body.commit_message,
    body.inputs && inputsOf(body.inputs, path),
    body.body && markerOf(body.body),
  ];
  return parts.filter(Boolean).join("  ");
}

/** A commit's first line and trailers. */
function messageOf(message: string): string {
  const lines = message.split("\n");
  return [lines[0], ...lines.slice(1).filter((line) => /^[A-Z][A-Za-z-]+: \S+$/.test(line))].join(" · ");
}

function treeOf({ tree }: Sent): string | undefined {
  if (tree === undefined || typeof tree === "string") return undefined;
  return tree
    .map(({ path, mode }) => (mode === "100644" ? path : `${path} (${mode})`))
    .sort()
    .join(", ");
}

/** The hidden words by which a text is found again. */
function markerOf(text: string): string {
  const marker = /<!-- (fractal:\w+ \w+=\S+)/.exec(text)?.[1] ?? "without a marker";
  return `[${marker}]`;
}

function inputsOf({ key, attempt, command }: Record<string, string>, path: string): string {
  const workflow = /workflows\/([^/]+)\//.exec(path)?.[1];
  return [workflow, key, attempt && `attempt ${attempt}`, command].filter(Boolean).join(" · ");
}
