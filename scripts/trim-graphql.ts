/**
 * Cuts GitHub's published GraphQL schema down to the two operations Fractal sends (an issue created under its parent; who edited
 * a comment and when), as the fixture that judges them.
 *
 *   npm pack @octokit/graphql-schema@15.26.1 && tar xzf octokit-graphql-schema-15.26.1.tgz
 *   npx node scripts/trim-graphql.ts package
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSchema, parse, print, validateSchema, visit } from "graphql";
import type { ASTNode, DefinitionNode, NamedTypeNode } from "graphql";

const COMMENT = ["id", "author", "body", "createdAt", "editor", "lastEditedAt", "updatedAt"];
/** What stays of each type; `true`: all of it. */
const KEPT: Record<string, readonly string[] | true> = {
  Query: ["id", "node"],
  Mutation: ["createIssue"],
  Node: ["id"],
  Actor: ["login", "url"],
  Bot: ["id", "databaseId", "login", "url"],
  User: ["id", "databaseId", "login", "url"],
  Comment: COMMENT,
  Issue: [...COMMENT, "fullDatabaseId", "number", "title", "url", "state", "parent"],
  IssueComment: [...COMMENT, "fullDatabaseId", "url"],
  IssueState: true,
  CreateIssueInput: true,
  CreateIssuePayload: true,
  BigInt: true,
  DateTime: true,
  URI: true,
};

const source = process.argv[2];
if (source === undefined) {
  console.error("Usage: npx node scripts/trim-graphql.ts <folder of the unpacked @octokit/graphql-schema>");
  process.exit(2);
}
const full = parse(readFileSync(`${source}/schema.graphql`, "utf8"), { noLocation: true });
const withoutProse = visit(
  { ...full, definitions: full.definitions.filter((node) => nameOf(node) in KEPT) },
  {
    enter: (node: ASTNode) =>
      "description" in node && node.description ? { ...node, description: undefined } : undefined,
    Directive: () => null,
  },
);
const trimmed = visit(withoutProse, {
  FieldDefinition(node, _key, _parent, _path, ancestors) {
    const kept = KEPT[nameOf(ancestors.at(-1) as DefinitionNode)];
    return kept === true || kept?.includes(node.name.value) ? undefined : null;
  },
  ObjectTypeDefinition: { leave: withKeptInterfaces },
  InterfaceTypeDefinition: { leave: withKeptInterfaces },
});
const found = trimmed.definitions.map(nameOf);
for (const name of Object.keys(KEPT)) {
  if (!found.includes(name))
    throw new Error(`${name} is not in this version; correct the list in this script`);
}
const text = `${print(trimmed)}\n`;
for (const error of validateSchema(buildSchema(text))) throw error;
const target = fileURLToPath(new URL("../test/github/schema.graphql", import.meta.url));
writeFileSync(target, text);
console.log(`${target}: ${found.length} types`);

function nameOf(node: DefinitionNode): string {
  return "name" in node && node.name ? node.name.value : "";
}

function withKeptInterfaces<T extends { readonly interfaces?: readonly NamedTypeNode[] | undefined }>(
  node: T,
): T {
  return { ...node, interfaces: (node.interfaces ?? []).filter(({ name }) => name.value in KEPT) };
}
