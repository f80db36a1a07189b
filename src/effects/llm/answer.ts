import type { Usage } from "#src/core/report.ts";

/** What a call was charged. `source` as in the trace: the provider's word, our reserve for want of it, or nothing since no work was done. */
export type Charge = Readonly<{ usage: Usage; source: "reply" | "reserve" | "none" }>;

export type ToolCall = Readonly<{ id: string; name: string; args: unknown; rawArgs: string }>;

/** Why a call gave no answer, by what the caller may do about it. */
export type AskFailure = Readonly<{
  ok: false;
  /**
   * `format`: discard and ask afresh · `infra`: wait and try again · `auth`, `model`, `request`: a person must change something ·
   * `aborted`: we stopped it ourselves.
   */
  kind: "format" | "infra" | "auth" | "model" | "request" | "aborted";
  /** One word for the trace: `malformed`, `refusal`, `length`, `timeout`, `rate_limit`, … */
  code: string;
  words: string;
  retryAfterMs?: number;
  charge: Charge;
}>;

export type Answer<Value> =
  | Readonly<{
      ok: true;
      value: Value;
      /** The model's text outside of tool calls; empty when there is none. */
      text: string;
      toolCalls: readonly ToolCall[];
      responseModel: string;
      charge: Charge;
    }>
  | AskFailure;
