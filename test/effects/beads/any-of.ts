import * as fc from "fast-check";
import { z } from "zod";

type Schema = Readonly<{
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: Schema | boolean;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
}>;

const hostile = [
  `Quotes " ' \` and $(touch /tmp/never) ; rm -rf / | & > <b>`,
  "-rf --help",
  "  led and trailed by blanks  ",
  "\ufeffa mark, 你好, 🎉, \u2028, \u0000, \u007f, \ufffd",
  "line\r\nline\n\n\ttab\\n\\u0000",
  "@plan.json",
  "null",
  "true",
  "1e3",
  "{}",
  "__proto__",
];

const text = fc.oneof(fc.string({ unit: "binary", maxLength: 30 }), fc.constantFrom(...hostile));

/** Any value that the schema lets through, read off the schema itself, so that a field added later is tried as well. */
export function anyOf<Type>(schema: z.ZodType<Type>): fc.Arbitrary<Type> {
  // What no JSON schema can say (at most two lines) is left to the schema itself.
  return from(z.toJSONSchema(schema) as Schema)
    .map((value) => schema.safeParse(value))
    .filter((parsed) => parsed.success)
    .map(({ data }) => data as Type);
}

function from(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return fc.oneof(...either.map(from));
  const { type } = schema;
  if (Array.isArray(type)) return fc.oneof(...type.map((each: string) => from({ ...schema, type: each })));
  switch (type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer(bounds(schema));
    case "number":
      return numbers(bounds(schema));
    case "string":
      return strings(schema);
    case "array":
      return fc.array(from(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, (schema.minItems ?? 0) + 3),
      });
    case "object":
      return objects(schema);
    default:
      throw new Error(`no values are known for ${JSON.stringify(schema)}`);
  }
}

function strings({ pattern, format, minLength = 0, maxLength = Infinity }: Schema): fc.Arbitrary<string> {
  if (format === "uri") return fc.webUrl();
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return text.filter((value) => value.length >= minLength && value.length <= maxLength);
}

function objects({ properties = {}, required = [], additionalProperties }: Schema): fc.Arbitrary<unknown> {
  const known = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, from(inner)]));
  if (typeof additionalProperties === "object" && Object.keys(known).length === 0)
    return fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9.-]{0,9}$/), from(additionalProperties), {
      maxKeys: 3,
    });
  return fc.record(known, { requiredKeys: [...required] });
}

/** Money to a millionth, and times: what is finer no store need keep to the last bit. */
function numbers({ min, max }: { min: number; max: number }): fc.Arbitrary<number> {
  const finest = fc.integer({ min: 0, max: 1e6 }).map((micro) => Math.min(min + micro / 1e6, max));
  return fc.oneof(finest, fc.integer({ min: Math.ceil(min), max: Math.floor(max) }));
}

function bounds({ minimum = -1e6, maximum = 2e12, exclusiveMinimum }: Schema): { min: number; max: number } {
  const min = exclusiveMinimum === undefined ? minimum : exclusiveMinimum + 1;
  return { min: Math.max(min, -1e6), max: Math.min(maximum, 2e12) };
}
