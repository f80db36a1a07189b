/**
 * Cuts GitHub's own REST description down to what Fractal and the hub speak, as the fixture that judges their traffic.
 *
 *   npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
 *   npx node scripts/trim-openapi.ts package
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const UNDER_REPOSITORY = `
  installation
  collaborators/{username}/permission
  issues
  issues/{issue_number}
  issues/{issue_number}/events
  issues/{issue_number}/comments
  issues/{issue_number}/reactions
  issues/{issue_number}/reactions/{reaction_id}
  issues/{issue_number}/labels
  issues/{issue_number}/labels/{name}
  issues/{issue_number}/sub_issues
  issues/{issue_number}/sub_issue
  issues/{issue_number}/sub_issues/priority
  issues/{issue_number}/parent
  issues/{issue_number}/dependencies/blocked_by
  issues/{issue_number}/dependencies/blocked_by/{issue_id}
  issues/{issue_number}/dependencies/blocking
  issues/events
  issues/comments
  issues/comments/{comment_id}
  issues/comments/{comment_id}/reactions
  issues/comments/{comment_id}/reactions/{reaction_id}
  labels
  labels/{name}
  pulls
  pulls/{pull_number}
  pulls/{pull_number}/files
  pulls/{pull_number}/commits
  pulls/{pull_number}/merge
  pulls/{pull_number}/reviews
  pulls/{pull_number}/reviews/{review_id}
  pulls/{pull_number}/reviews/{review_id}/comments
  pulls/{pull_number}/reviews/{review_id}/events
  merges
  contents/{path}
  git/blobs
  git/blobs/{file_sha}
  git/trees
  git/trees/{tree_sha}
  git/commits
  git/commits/{commit_sha}
  git/refs
  git/refs/{ref}
  git/ref/{ref}
  git/matching-refs/{ref}
  git/tags
  git/tags/{tag_sha}
  commits
  commits/{ref}
  commits/{commit_sha}/pulls
  commits/{ref}/status
  commits/{ref}/statuses
  commits/{ref}/check-runs
  commits/{ref}/check-suites
  compare/{basehead}
  branches
  branches/{branch}
  rules/branches/{branch}
  rulesets/{ruleset_id}
  statuses/{sha}
  check-runs
  check-runs/{check_run_id}
  check-runs/{check_run_id}/annotations
  check-suites/{check_suite_id}
  check-suites/{check_suite_id}/check-runs
  actions/workflows
  actions/workflows/{workflow_id}
  actions/workflows/{workflow_id}/dispatches
  actions/workflows/{workflow_id}/runs
  actions/runs
  actions/runs/{run_id}
  actions/runs/{run_id}/jobs
  actions/runs/{run_id}/logs
  actions/runs/{run_id}/artifacts
  actions/runs/{run_id}/cancel
  actions/runs/{run_id}/force-cancel
  actions/jobs/{job_id}
  actions/jobs/{job_id}/logs
  actions/artifacts
  actions/artifacts/{artifact_id}
  actions/artifacts/{artifact_id}/{archive_format}
  dispatches
`;
const PATHS = [
  "/app",
  "/app/installations",
  "/app/installations/{installation_id}",
  "/app/installations/{installation_id}/access_tokens",
  "/apps/{app_slug}",
  "/installation/repositories",
  "/rate_limit",
  "/users/{username}",
  "/repos/{owner}/{repo}",
  ...UNDER_REPOSITORY.trim()
    .split(/\s+/)
    .map((path) => `/repos/{owner}/{repo}/${path}`),
];
const WEBHOOKS =
  /^(ping|push|create|status|issues-|issue-comment-(created|edited|deleted)|sub-issues-|issue-dependencies-|pull-request-(opened|closed|synchronize|reopened|edited)$|pull-request-review-submitted|check-suite-|check-run-|workflow-run-|workflow-job-|installation-)/;

const source = process.argv[2];
if (source === undefined) {
  console.error("Usage: npx node scripts/trim-openapi.ts <folder of the unpacked @octokit/openapi>");
  process.exit(2);
}
const full = JSON.parse(readFileSync(`${source}/generated/api.github.com.json`, "utf8")) as JsonObject;
const hooks = objectAt(full, "x-webhooks");
const hookNames = Object.keys(hooks).filter((name) => WEBHOOKS.test(name));
const kept: JsonObject = {
  openapi: full["openapi"] ?? null,
  info: { version: objectAt(full, "info")["version"] ?? null },
  paths: pick(objectAt(full, "paths"), PATHS),
  "x-webhooks": pick(hooks, hookNames),
};
const text = lineByLine({ ...kept, components: referencedFrom(kept) });
const target = fileURLToPath(new URL("../test/github/openapi.json", import.meta.url));
writeFileSync(target, text);
console.log(
  `${target}: ${PATHS.length} paths, ${hookNames.length} webhooks, ${Math.round(text.length / 1024)} KiB`,
);

function pick(from: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.map((name) => {
      const value = from[name];
      if (value === undefined)
        throw new Error(`${name} is not in this version; correct the list in this script`);
      return [name, strip(value)];
    }),
  );
}

/** Everything that `$ref`s lead to, from these and from one another. */
function referencedFrom(root: JsonObject): JsonObject {
  const components: JsonObject = {};
  const queue: Json[] = [root];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next === null || typeof next !== "object") continue;
    for (const value of Object.values(next)) {
      if (value !== null && typeof value === "object") queue.push(value);
      if (typeof value !== "string" || !value.startsWith("#/components/")) continue;
      const [, , kind = "", name = ""] = value.split("/");
      const group = (components[kind] ??= {}) as JsonObject;
      if (name in group) continue;
      const found = strip(objectAt(objectAt(full, "components"), kind)[name] ?? null);
      group[name] = found;
      queue.push(found);
    }
  }
  return components;
}

function strip(node: Json): Json {
  if (Array.isArray(node)) return node.map(strip);
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !isProse(key, value))
      .map(([key, value]) => [key, strip(value)]),
  );
}

/** A *property* may be called `description` or `tags`; then its value is a schema. */
function isProse(key: string, value: Json): boolean {
  if (["example", "examples", "externalDocs", "x-github"].includes(key)) return true;
  if (["description", "summary", "title", "operationId"].includes(key)) return typeof value === "string";
  return key === "tags" && Array.isArray(value);
}

function objectAt(from: JsonObject, key: string): JsonObject {
  const value = from[key];
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new Error(`${key} is missing`);
  return value;
}

/** One path, webhook or component per line: small, and a new version can still be read as a diff. */
function lineByLine(root: JsonObject): string {
  const block = (value: Json, depth: number): string => {
    if (depth === 0 || value === null || typeof value !== "object" || Array.isArray(value))
      return JSON.stringify(value);
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{\n${entries.map(([key, inner]) => `${JSON.stringify(key)}:${block(inner, key === "components" ? 2 : depth - 1)}`).join(",\n")}\n}`;
  };
  return `${block(root, 2)}\n`;
}
