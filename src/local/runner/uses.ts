/** What a `uses:` names. */
export type Uses =
  | { kind: "local"; path: string }
  | { kind: "remote"; repository: string; path: string; ref: string }
  | { kind: "docker" }
  | { kind: "malformed" };

export function parseUses(uses: string): Uses {
  if (uses.startsWith("docker://")) return { kind: "docker" };
  if (uses === "." || uses.startsWith("./") || uses.startsWith("../")) return { kind: "local", path: uses };
  const match = /^([\w.-]+\/[\w.-]+)((?:\/[^@]+)?)@(.+)$/.exec(uses);
  if (match === null) return { kind: "malformed" };
  const [, repository = "", path = "", ref = ""] = match;
  return { kind: "remote", repository, path: path.replace(/^\//, ""), ref };
}
