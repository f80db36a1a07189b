import type { JobPermissions } from "#src/local/runner/host.ts";
import type { Permissions } from "../rows.ts";

const SCOPES = [
  "actions",
  "checks",
  "contents",
  "deployments",
  "issues",
  "packages",
  "pages",
  "pull_requests",
  "security_events",
  "statuses",
];

/** What a job's token may do. Left out means what GitHub grants by default to new repositories: reading the code, nothing else. */
export function tokenPermissions(wanted: JobPermissions | undefined): Permissions {
  if (wanted === undefined) return { contents: "read", packages: "read", metadata: "read" };
  if (wanted === "read-all" || wanted === "write-all") {
    return {
      metadata: "read",
      ...Object.fromEntries(
        SCOPES.map((scope) => [scope, wanted === "read-all" ? "read" : "write"] as const),
      ),
    };
  }
  const given = Object.entries(wanted).flatMap(([scope, level]) =>
    level === "none" ? [] : [[scope.replaceAll("-", "_"), level] as const],
  );
  return { metadata: "read", ...Object.fromEntries(given) };
}
