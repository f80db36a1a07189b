type Node = { [key: string]: unknown };

/** Where GitHub's description says less than GitHub does, each seen in traffic or in its prose. Changes the document in place. */
export function correct(doc: Node): Node {
  walk(doc);
  const at = (...path: string[]) => path.reduce<Node>((node, key) => node[key] as Node, doc);
  // The prose says: a range in search syntax, `>=2026-01-01T00:00:00Z`.
  delete at("components", "parameters", "created", "schema")["format"];
  // An input that does not fit, a workflow without the trigger or not on that ref.
  const dispatches = "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches";
  at("paths", dispatches, "post", "responses")["422"] = {
    $ref: "#/components/responses/validation_failed_simple",
  };
  // Both a user and an enterprise at once; the description of a single installation says one or the other.
  const listed = at("paths", "/app/installations", "get", "responses", "200", "content", "application/json");
  const account = ["schema", "items", "properties", "account"].reduce<Node>(
    (node, key) => node[key] as Node,
    listed,
  );
  account["anyOf"] = account["allOf"];
  delete account["allOf"];
  return doc;
}

function walk(node: Node): void {
  // The addresses of GitHub's own bots, `1+fractal[bot]@users.noreply.github.com`, are none to the standard.
  if (node["format"] === "email") delete node["format"];
  for (const value of Object.values(node)) {
    if (value !== null && typeof value === "object") walk(value as Node);
  }
}
