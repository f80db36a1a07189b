import { type DocumentNode, execute, GraphQLError, parse, validate } from "graphql";
import { z } from "zod";
import { Refusal } from "../errors.ts";
import { CreateIssueInput, createIssueNode, findNode } from "../graphql/operations.ts";
import { schema } from "../graphql/schema.ts";
import { type Answer, bodyOf, type Call, globalRoute, type Route } from "../router.ts";

export const graphqlRoutes: Route[] = [globalRoute("POST", "/graphql", "anyone", answer)];

const Request = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** Errors are part of a 200, as GraphQL has it; only a missing login is refused before. */
async function answer(call: Call): Promise<Answer> {
  if (call.actor.kind === "anonymous")
    throw new Refusal(401, "This endpoint requires you to be authenticated.");
  const { query, variables, operationName } = bodyOf(call, Request);
  const { ctx, actor } = call;
  const document = documentOf(query);
  if (Array.isArray(document)) return { status: 200, json: { errors: document.map(renderError) } };
  const result = await execute({
    schema,
    document,
    rootValue: {
      node: ({ id }: { id: string }) => findNode(ctx, actor, id),
      createIssue: ({ input }: { input: unknown }) =>
        createIssueNode(ctx, actor, CreateIssueInput.parse(input)),
    },
    ...(variables ? { variableValues: variables } : {}),
    ...(operationName ? { operationName } : {}),
  });
  if (!result.errors) return { status: 200, json: { data: result.data } };
  const data = result.data === undefined ? {} : { data: result.data };
  return { status: 200, json: { ...data, errors: result.errors.map(renderError) } };
}

const documents = new Map<string, DocumentNode | GraphQLError[]>();

/** Reads a query, or says what is wrong with it. The same text is read once: callers have few queries. */
function documentOf(query: string): DocumentNode | GraphQLError[] {
  const known = documents.get(query) ?? readDocument(query);
  if (documents.size > 100) documents.clear();
  documents.set(query, known);
  return known;
}

function readDocument(query: string): DocumentNode | GraphQLError[] {
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    return errors.length > 0 ? [...errors] : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** GitHub puts the kind of an error beside its message. */
function renderError(error: GraphQLError): object {
  const cause = error.originalError;
  const type = cause instanceof Refusal ? (TYPES[cause.status] ?? "UNPROCESSABLE") : error.extensions["type"];
  const outside = error.path === undefined;
  return {
    ...(type ? { type } : {}),
    ...(error.path ? { path: error.path } : {}),
    locations: error.locations,
    message: outside
      ? `${error.message} (The local hub serves the mutation createIssue and the query node of an issue or a comment.)`
      : error.message,
  };
}

const TYPES: Record<number, string> = { 403: "FORBIDDEN", 404: "NOT_FOUND" };
