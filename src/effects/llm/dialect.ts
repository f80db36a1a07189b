/** How one model of one endpoint wants to be asked. */
export type Dialect = Readonly<{
  /** How a structured reply is demanded: by schema, as any JSON object with the schema in the prompt, or in the prompt alone. */
  reply: "json_schema" | "json_object" | "prompt";
  /** The parameter that caps a reply. The older one first: an endpoint that does not know the newer one would ignore it, and the cap with it. */
  cap: "max_tokens" | "max_completion_tokens";
  strictTools: boolean;
}>;

export const firstDialect: Dialect = { reply: "json_schema", cap: "max_tokens", strictTools: true };

/**
 * What to try after the endpoint called a request invalid: the first change that its words call for, else the next simpler way to ask.
 * `undefined` when nothing about the way of asking is left to change.
 * @param sent what the refused request made use of
 */
export function nextDialect(
  dialect: Dialect,
  refusal: string,
  sent: { schema: boolean; tools: boolean },
): Dialect | undefined {
  if (dialect.cap === "max_tokens" && refusal.includes("max_completion_tokens")) {
    return { ...dialect, cap: "max_completion_tokens" };
  }
  if (sent.schema && dialect.reply === "json_schema") return { ...dialect, reply: "json_object" };
  if (sent.schema && dialect.reply === "json_object") return { ...dialect, reply: "prompt" };
  if (sent.tools && dialect.strictTools) return { ...dialect, strictTools: false };
  return undefined;
}
