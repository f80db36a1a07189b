import { asText } from "./expressions.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";

/**
 * The legs of a `strategy.matrix` whose expressions are evaluated: the product of its lists, without what `exclude` names, widened and
 * extended by `include` in GitHub's order. Throws when it is no matrix.
 */
export function expandMatrix(matrix: Json): JsonObject[] {
  if (!isObject(matrix)) throw new Error("strategy.matrix must be a map of lists");
  const { include, exclude, ...axes } = matrix;
  let legs: JsonObject[] = Object.keys(axes).length === 0 ? [] : [{}];
  for (const [name, values] of Object.entries(axes)) {
    if (!Array.isArray(values)) throw new Error(`strategy.matrix.${name} must be a list`);
    legs = legs.flatMap((leg) => values.map((value) => ({ ...leg, [name]: value })));
  }
  const excluded = objects(exclude, "exclude");
  legs = legs.filter((leg) => !excluded.some((pattern) => fits(leg, pattern)));
  return included(legs, objects(include, "include"), Object.keys(axes));
}

/** `(20, ubuntu)`: how GitHub tells the legs of a matrix apart in their names. */
export function legSuffix(leg: JsonObject): string {
  const values = Object.values(leg).flatMap(leaves);
  return values.length === 0 ? "" : ` (${values.map(asText).join(", ")})`;
}

/** An entry widens every original leg whose own values it leaves as they are; one that fits none becomes a leg itself. */
function included(legs: JsonObject[], entries: JsonObject[], axes: string[]): JsonObject[] {
  const widened = legs.map((leg) => ({ leg, result: { ...leg } }));
  const added: JsonObject[] = [];
  for (const entry of entries) {
    const own = Object.fromEntries(Object.entries(entry).filter(([name]) => axes.includes(name)));
    const targets = widened.filter(({ leg }) => fits(leg, own));
    if (targets.length === 0) added.push({ ...entry });
    for (const { result } of targets) Object.assign(result, entry);
  }
  return [...widened.map(({ result }) => result), ...added];
}

function fits(leg: JsonObject, pattern: JsonObject): boolean {
  return Object.entries(pattern).every(([name, value]) => contains(leg[name], value));
}

function contains(value: Json | undefined, pattern: Json): boolean {
  if (isObject(pattern) && isObject(value)) return fits(value, pattern);
  return JSON.stringify(value) === JSON.stringify(pattern);
}

function objects(value: Json | undefined, name: string): JsonObject[] {
  const list = value ?? [];
  if (!Array.isArray(list) || !list.every(isObject))
    throw new Error(`strategy.matrix.${name} must be a list of maps`);
  return list;
}

function leaves(value: Json): Json[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [value];
}
