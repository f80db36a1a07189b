import { buildSchema } from "graphql";

/** The part of GitHub's published schema that the hub serves: one mutation and one query. */
export const schema = buildSchema(`
  scalar BigInt
  scalar DateTime
  scalar URI
  enum IssueState { CLOSED OPEN }
  interface Node { id: ID! }
  interface Actor { login: String! url: URI! }
  type User implements Actor & Node { databaseId: Int id: ID! login: String! url: URI! }
  type Bot implements Actor & Node { databaseId: Int id: ID! login: String! url: URI! }
  type Organization implements Actor & Node { databaseId: Int id: ID! login: String! url: URI! }
  interface Comment {
    author: Actor body: String! createdAt: DateTime! editor: Actor id: ID! lastEditedAt: DateTime updatedAt: DateTime!
  }
  type IssueComment implements Comment & Node {
    author: Actor body: String! createdAt: DateTime! editor: Actor fullDatabaseId: BigInt id: ID!
    lastEditedAt: DateTime updatedAt: DateTime! url: URI!
  }
  type Issue implements Comment & Node {
    author: Actor body: String! createdAt: DateTime! editor: Actor fullDatabaseId: BigInt id: ID!
    lastEditedAt: DateTime number: Int! parent: Issue state: IssueState! title: String! updatedAt: DateTime! url: URI!
  }
  input CreateIssueInput {
    assigneeIds: [ID!] body: String clientMutationId: String labelIds: [ID!] parentIssueId: ID
    repositoryId: ID! title: String!
  }
  type CreateIssuePayload { clientMutationId: String issue: Issue }
  type Query { node(id: ID!): Node }
  type Mutation { createIssue(input: CreateIssueInput!): CreateIssuePayload }
`);
