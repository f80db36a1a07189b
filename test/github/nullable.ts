type Node = { [key: string]: unknown };

/** OpenAPI 3.0 says `nullable: true` where JSON Schema says `type: [..., "null"]`; rewrites in place and gives the same node back. */
export function rewriteNullable(node: Node): Node {
  for (const value of Object.values(node)) {
    if (value !== null && typeof value === "object") rewriteNullable(value as Node);
  }
  if (node["nullable"] !== true) return node;
  delete node["nullable"];
  if (typeof node["type"] === "string") {
    node["type"] = [node["type"], "null"];
    if (Array.isArray(node["enum"]) && !node["enum"].includes(null)) node["enum"].push(null);
    return node;
  }
  const inner = { ...node };
  for (const key of Object.keys(node)) delete node[key];
  node["anyOf"] = [inner, { type: "null" }];
  return node;
}
