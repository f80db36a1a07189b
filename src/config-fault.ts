import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { Config } from "#src/core/rules.ts";

/** The parts of JSON Schema that the config's own schema uses. */
type Schema = Readonly<{
  type?: string;
  enum?: readonly string[];
  properties?: Readonly<Record<string, Schema>>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
}>;

/** What `.github/fractal.yml` may say, as editors read it: JSON Schema, draft 7. */
export function configSchema(): Schema & Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(Config, { target: "draft-7", io: "input" });
  return {
    $schema,
    title: "Fractal",
    description:
      "The configuration of Fractal for one repository, .github/fractal.yml; every key is optional",
    ...(schema as Schema),
  };
}

/** One fault in words of whoever wrote the file: which key, what is wrong with it, what it takes. */
export function configFault(issue: z.core.$ZodIssue, file: unknown): string {
  const at = schemaAt(issue.path);
  if (issue.code === "unrecognized_keys")
    return issue.keys
      .map((key) => `unknown key ${[...issue.path, key].join(".")}${hint(key, at)}`)
      .join("; ");
  const key = issue.path.length === 0 ? "the file" : issue.path.join(".");
  const takes = at === undefined ? issue.message : `it takes ${words(at)}`;
  return `${key} ${seen(valueAt(file, issue.path))}, but ${takes}`;
}

function schemaAt(path: readonly PropertyKey[]): Schema | undefined {
  let at: Schema | undefined = configSchema();
  for (const step of path) at = at && below(at, String(step));
  return at;
}

function below(schema: Schema, step: string): Schema | undefined {
  const { properties = {}, additionalProperties: others, items } = schema;
  if (Object.hasOwn(properties, step)) return properties[step];
  return typeof others === "object" ? others : items;
}

/** A key that is much alike: of the same place first, else of another section. */
function hint(key: string, at: Schema | undefined): string {
  const here = Object.keys(at?.properties ?? {});
  const elsewhere = Object.entries(configSchema().properties ?? {}).flatMap(
    ([section, { properties = {} }]) => Object.keys(properties).map((name) => `${section}.${name}`),
  );
  const found = alike(key, here, 3) ?? alike(key, elsewhere, 6);
  if (found !== undefined) return `, did you mean ${found}?`;
  return here.length > 0 && here.length <= 10 ? `, known here: ${here.join(", ")}` : "";
}

/** @param letters of which one may be wrong each */
function alike(key: string, names: readonly string[], letters: number): string | undefined {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[_-]/g, "");
  const ranked = names
    .map((name) => ({ name, off: distance(plain(key), plain(name.split(".").at(-1) ?? name)) }))
    .sort((a, b) => a.off - b.off);
  const [best] = ranked;
  return best !== undefined && best.off <= plain(key).length / letters ? best.name : undefined;
}

function valueAt(file: unknown, path: readonly PropertyKey[]): unknown {
  let at = file;
  for (const step of path)
    at = at !== null && typeof at === "object" && Object.hasOwn(at, step) ? Reflect.get(at, step) : undefined;
  return at;
}

function seen(value: unknown): string {
  if (value === undefined) return "is missing";
  if (value === null) return "has no value";
  if (Array.isArray(value)) return "is a list";
  if (typeof value === "object") return "is a map of keys";
  if (typeof value === "number") return `is ${value}`;
  const text = JSON.stringify(value);
  return `is ${text.length > 60 ? `${text.slice(0, 57)}…"` : text}`;
}

function words(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.join(" or ");
  switch (schema.type) {
    case "integer":
      return `a whole number${range(schema)}`;
    case "number":
      return `a number${range(schema)}`;
    case "string":
      return `a text${length(schema)}`;
    case "array":
      return `a list${schema.maxItems === undefined ? "" : ` of ${schema.minItems ?? 0} to ${schema.maxItems}`}, each ${words(schema.items ?? {})}`;
    case "object":
      return schema.properties === undefined
        ? "a map of names"
        : `the keys ${Object.keys(schema.properties).join(", ")}`;
    default:
      return "something else";
  }
}

function range({ minimum, maximum = Infinity, exclusiveMinimum }: Schema): string {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
  if (maximum < Number.MAX_SAFE_INTEGER) return ` from ${minimum ?? 0} to ${maximum}`;
  return ` of at least ${minimum ?? 0}`;
}

function length({ minLength = 0, maxLength }: Schema): string {
  if (maxLength !== undefined) return ` of ${minLength} to ${maxLength} characters`;
  return minLength > 0 ? " that is not empty" : "";
}
