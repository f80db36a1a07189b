import type { Reply } from "./planner-reply.ts";

export type HelpReply = Reply & Readonly<{ calls?: readonly { name: string; arguments: string }[] }>;

/** How router, fixer and distiller answer badly, by kinds of the fault plan. */
export const broken = {
  "model-prose": { content: "I would ask a colleague, dear reader.", finish: "stop" },
  "model-schema": { content: JSON.stringify({ choose: "nobody", reason: 7 }), finish: "stop" },
  "model-cut": { content: '{"choose": "fix', finish: "length" },
  "model-empty": { content: "", finish: "stop" },
  "model-refusal": { content: null, finish: "stop", refusal: "I cannot help with that." },
} as const satisfies Record<string, HelpReply>;
