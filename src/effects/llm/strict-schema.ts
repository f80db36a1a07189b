import { z } from "zod";

type Json = Record<string, unknown>;

/**
 * The JSON schema of a zod object as strict endpoints take it: every property required, no others allowed, no keywords outside their subset
 * (caps are said in the description instead). A property that may be missing must be `nullish` in zod, since a strict model sends `null`.
 * Throws for a plain `optional` one: that would be a reply which our own schema refuses.
 * Source: OpenAI, "Structured outputs", supported schemas.
 */
export function strictSchema(schema: z.ZodType): Json {
  const json = known.get(schema) ?? strict(z.toJSONSchema(schema, { io: "input" }) as Json, "");
  known.set(schema, json);
  return json;
}

/** Asked for every call of a model, and never changed. */
const known = new WeakMap<z.ZodType, Json>();

function strict(node: Json, path: string): Json {
  const out: Json = {};
  for (const [key, value] of Object.entries(node)) {
    if (!dropped.has(key)) out[key] = strictValue(value, `${path}/${key}`);
  }
  const words = [node["description"], capsOf(node)].filter((text) => typeof text === "string" && text !== "");
  if (words.length > 0) out["description"] = words.join("; ");
  if (node["type"] === "object") requireAll(out, node, path);
  return out;
}

function strictValue(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown, at) => strictValue(item, `${path}/${at}`));
  return isJson(value) ? strict(value, path) : value;
}

function requireAll(out: Json, node: Json, path: string): void {
  const properties = isJson(node["properties"]) ? node["properties"] : {};
  const required = Array.isArray(node["required"]) ? node["required"] : [];
  for (const [name, property] of Object.entries(properties)) {
    const nullable = isJson(property) && Array.isArray(property["anyOf"]) && property["anyOf"].some(isNull);
    if (!required.includes(name) && !nullable && !(isJson(property) && "default" in property)) {
      throw new Error(`${path}/${name} is optional; say nullish, strict endpoints send null`);
    }
  }
  out["properties"] = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, strictValue(property, `${path}/${name}`)]),
  );
  out["required"] = Object.keys(properties);
  out["additionalProperties"] = false;
}

function capsOf(node: Json): string {
  const { minItems, maxItems, maxLength } = node;
  if (maxItems !== undefined)
    return `${minItems === undefined ? "at most" : `${String(minItems)} to`} ${String(maxItems)} items`;
  return maxLength === undefined ? "" : `at most ${String(maxLength)} characters`;
}

function isNull(value: unknown): boolean {
  return isJson(value) && value["type"] === "null";
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const dropped = new Set([
  "$schema",
  "default",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
]);
