import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import {
  buildSchema,
  executeSync,
  getOperationAST,
  isAbstractType,
  Kind,
  parse,
  typeFromAST,
  validate,
} from "graphql";
import { coerceInputValue, GraphQLError, isInputType, isObjectType } from "graphql";
import type { DocumentNode, GraphQLResolveInfo, GraphQLSchema, OperationDefinitionNode } from "graphql";

/** Judges a GraphQL exchange by GitHub's published schema; both methods answer with readable violations, none when all is well. */
export interface GraphqlJudge {
  request(query: string, variables?: Record<string, unknown>): string[];
  /** `body` is the whole answer, `{ data, errors? }`. With errors only their shape is judged, for data may then be null anywhere. */
  response(query: string, variables: Record<string, unknown> | undefined, body: unknown): string[];
}

let judge: GraphqlJudge | undefined;

/** The excerpt of GitHub's schema (scripts/trim-graphql.ts), loaded once per process. */
export function githubGraphql(): GraphqlJudge {
  judge ??= judgeBy(buildSchema(readFileSync(new URL("schema.graphql", import.meta.url), "utf8")));
  return judge;
}

function judgeBy(schema: GraphQLSchema): GraphqlJudge {
  const request: GraphqlJudge["request"] = (query, variables = {}) => {
    const document = parsed(query);
    if (document instanceof GraphQLError) return [document.message];
    const violations = validate(schema, document).map(({ message }) => message);
    const operation = getOperationAST(document);
    if (violations.length > 0 || !operation) return violations;
    return variableViolations(schema, operation, variables);
  };
  return {
    request,
    response(query, variables, body) {
      const document = parsed(query);
      if (document instanceof GraphQLError) return [document.message];
      if (body === null || typeof body !== "object") return ["the answer must be an object with data"];
      const { data, errors } = body as { data?: unknown; errors?: unknown };
      if (errors !== undefined) return errorViolations(errors);
      const again = executeSync({
        schema,
        document,
        rootValue: data,
        ...(variables && { variableValues: variables }),
        fieldResolver: (source: Record<string, unknown>, _args, _context, info) => source[info.path.key],
        typeResolver: concreteType,
      });
      if (again.errors)
        return again.errors.map(({ message, path }) => `${path?.join(".") ?? ""}: ${message}`);
      return differences(JSON.parse(JSON.stringify(again.data)), data, "data");
    },
  };
}

function variableViolations(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): string[] {
  const declared = operation.variableDefinitions ?? [];
  const names = declared.map(({ variable }) => variable.name.value);
  const violations = Object.keys(variables)
    .filter((name) => !names.includes(name))
    .map((name) => `$${name} is given but not declared`);
  for (const { variable, type, defaultValue } of declared) {
    const name = variable.name.value;
    const inputType = typeFromAST(schema, type as Parameters<typeof typeFromAST>[1]);
    if (!isInputType(inputType)) continue;
    if (variables[name] === undefined && (type.kind !== Kind.NON_NULL_TYPE || defaultValue)) continue;
    coerceInputValue(variables[name], inputType, (path, _value, { message }) => {
      violations.push(`$${[name, ...path].join(".")}: ${message}`);
    });
  }
  return violations;
}

/** The type an answer claims to be, or, when it was not asked for `__typename`, the one the query speaks of. */
function concreteType(value: unknown, _context: unknown, info: GraphQLResolveInfo): string | undefined {
  const { __typename: claimed } = value as { __typename?: unknown };
  if (typeof claimed === "string") return claimed;
  const asked = info.fieldNodes
    .flatMap(({ selectionSet }) => selectionSet?.selections ?? [])
    .map((selection) =>
      selection.kind === Kind.INLINE_FRAGMENT ? selection.typeCondition?.name.value : undefined,
    )
    .find((name) => name !== undefined && isObjectType(info.schema.getType(name)));
  const type = info.schema.getType(info.returnType.toString().replaceAll(/[![\]]/g, ""));
  return asked ?? (isAbstractType(type) ? info.schema.getPossibleTypes(type)[0]?.name : undefined);
}

function errorViolations(errors: unknown): string[] {
  if (!Array.isArray(errors) || errors.length === 0) return ["errors must be a list with at least one"];
  return errors.some((error) => typeof (error as { message?: unknown } | null)?.message !== "string")
    ? ["every error must have a message"]
    : [];
}

function differences(expected: unknown, given: unknown, path: string): string[] {
  if (isDeepStrictEqual(expected, given)) return [];
  if (!isRecord(expected) || !isRecord(given)) {
    return [`${path} must be ${JSON.stringify(expected)}, not ${JSON.stringify(given) ?? "missing"}`];
  }
  return [...new Set([...Object.keys(expected), ...Object.keys(given)])].flatMap((key) =>
    key in expected
      ? differences(expected[key], given[key], `${path}.${key}`)
      : [`${path}.${key} was not asked for`],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}
