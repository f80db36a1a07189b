import type OpenAI from "openai";
import type { z } from "zod";
import type { Dialect } from "./dialect.ts";
import { strictSchema } from "./strict-schema.ts";

export type Message = OpenAI.ChatCompletionMessageParam;
export type ToolSpec = Readonly<{ name: string; description: string; args: z.ZodType }>;
export type Body = OpenAI.ChatCompletionCreateParamsNonStreaming;

/** The request in the way this model wants to be asked. */
export function requestBody(
  question: {
    model: string;
    messages: readonly Message[];
    schema?: { name: string; zod: z.ZodType } | undefined;
    tools?: readonly ToolSpec[] | undefined;
    maxOutputTokens: number;
  },
  dialect: Dialect,
): Body {
  const { schema, tools = [] } = question;
  const body: Body = {
    model: question.model,
    messages: [...question.messages],
    [dialect.cap]: question.maxOutputTokens,
  };
  if (tools.length > 0) body.tools = tools.map((tool) => toolOf(tool, dialect.strictTools));
  if (schema === undefined) return body;
  const json = strictSchema(schema.zod);
  if (dialect.reply === "json_schema") {
    body.response_format = {
      type: "json_schema",
      json_schema: { name: schema.name, schema: json, strict: true },
    };
    return body;
  }
  if (dialect.reply === "json_object") body.response_format = { type: "json_object" };
  const words = `Answer with one JSON object and nothing else. It must fit this JSON schema:\n${JSON.stringify(json)}`;
  body.messages.push({ role: "system", content: words });
  return body;
}

function toolOf(tool: ToolSpec, strict: boolean): OpenAI.ChatCompletionTool {
  const { name, description } = tool;
  return {
    type: "function",
    function: { name, description, parameters: strictSchema(tool.args), ...(strict && { strict: true }) },
  };
}
