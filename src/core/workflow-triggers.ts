import { z } from "zod";
import { compileFilter, type CompiledFilter } from "./filter-pattern.ts";

/**
 * An event as far as a workflow's `on:` looks at it. Refs of a push are full (`refs/heads/main`, `refs/tags/v1`); `baseRef` is a branch
 * name. `changedFiles` left out means unknown: GitHub then runs the workflow whatever its path filters say (as it does for huge diffs).
 */
export type WorkflowEvent =
  | { name: "push"; ref: string; changedFiles?: readonly string[] | undefined }
  | {
      name: "pull_request" | "pull_request_target";
      action: string;
      baseRef: string;
      headRef?: string | undefined;
      changedFiles?: readonly string[] | undefined;
    }
  /** `workflow`: the name of the one that ran, for the branch `headBranch`. */
  | { name: "workflow_run"; action: string; workflow: string; headBranch: string }
  | { name: "workflow_dispatch" };

/** The `on:` of a parsed workflow file, whatever it holds. */
export function triggersOf(document: unknown): unknown {
  return (document as { on?: unknown } | null | undefined)?.on;
}

export type Firing = { fires: true } | { fires: false; reason: string };

/**
 * Says whether a workflow with this parsed `on:` value runs for the event and, if not, why in a few words
 * (`branches: [main] does not match fractal/12/epic`). A malformed `on:` never fires and says what is wrong with it.
 * Source: docs.github.com, "Workflow syntax for GitHub Actions", `on.<push|pull_request>.*` and the filter pattern cheat sheet.
 */
export function workflowFires(on: unknown, event: WorkflowEvent): Firing {
  const triggers = Triggers.safeParse(on);
  if (!triggers.success) return no("on: is not an event name, a list of names, or a map");
  if (!Object.hasOwn(triggers.data, event.name)) return no(`on: has no ${event.name}`);
  if (event.name === "workflow_dispatch") return { fires: true };

  const filters = Filters.safeParse(triggers.data[event.name] ?? {});
  if (!filters.success) return no(`on.${event.name}: ${z.prettifyError(filters.error)}`);
  const conflict = conflicting(filters.data);
  if (conflict !== undefined) return no(`on.${event.name}: ${conflict}`);
  const reason = missedBy(filters.data, event);
  return reason === undefined ? { fires: true } : no(reason);
}

const Triggers = z.union([
  z.string().transform((name): Record<string, unknown> => ({ [name]: null })),
  z
    .array(z.string())
    .transform((names): Record<string, unknown> => Object.fromEntries(names.map((name) => [name, null]))),
  z.record(z.string(), z.unknown()),
]);

const Scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Patterns = z.union([Scalar.transform((pattern) => [pattern]), z.array(Scalar)]).optional();

const Filters = z.object({
  types: Patterns,
  workflows: Patterns,
  branches: Patterns,
  "branches-ignore": Patterns,
  tags: Patterns,
  "tags-ignore": Patterns,
  paths: Patterns,
  "paths-ignore": Patterns,
});
type Filters = z.infer<typeof Filters>;

const DEFAULT_TYPES = ["opened", "synchronize", "reopened"];

function missedBy(
  filters: Filters,
  event: Exclude<WorkflowEvent, { name: "workflow_dispatch" }>,
): string | undefined {
  switch (event.name) {
    case "push":
      return pushMisses(filters, event);
    case "workflow_run":
      return workflowRunMisses(filters, event);
    default:
      return pullRequestMisses(filters, event);
  }
}

function no(reason: string): Firing {
  return { fires: false, reason };
}

function conflicting(filters: Filters): string | undefined {
  const both = (["branches", "tags", "paths"] as const).find(
    (name) => filters[name] !== undefined && filters[`${name}-ignore`] !== undefined,
  );
  return both === undefined ? undefined : `${both} and ${both}-ignore cannot be used together`;
}

function pushMisses(filters: Filters, event: WorkflowEvent & { name: "push" }): string | undefined {
  const tag = event.ref.startsWith("refs/tags/");
  const [kind, other] = tag ? (["tags", "branches"] as const) : (["branches", "tags"] as const);
  const has = (name: "branches" | "tags"): boolean =>
    filters[name] !== undefined || filters[`${name}-ignore`] !== undefined;
  // A filter on one kind of ref alone shuts out the other kind.
  if (!has(kind) && has(other)) return `only ${other} are listed, and ${event.ref} is not one of them`;
  const refMiss = nameMisses(filters, kind, event.ref.replace(/^refs\/(heads|tags)\//, ""));
  // Path filters are not evaluated for pushes of tags.
  return refMiss ?? (tag ? undefined : pathsMiss(filters, event.changedFiles));
}

function pullRequestMisses(
  filters: Filters,
  event: WorkflowEvent & { name: "pull_request" | "pull_request_target" },
): string | undefined {
  const types = filters.types ?? DEFAULT_TYPES;
  if (!types.includes(event.action)) return `types: ${list(types)} does not list ${event.action}`;
  return nameMisses(filters, "branches", event.baseRef) ?? pathsMiss(filters, event.changedFiles);
}

/** Without types it runs for every step of the other; its names are no patterns. */
function workflowRunMisses(
  filters: Filters,
  event: WorkflowEvent & { name: "workflow_run" },
): string | undefined {
  const { types, workflows = [] } = filters;
  if (types !== undefined && !types.includes(event.action))
    return `types: ${list(types)} does not list ${event.action}`;
  if (!workflows.includes(event.workflow))
    return `workflows: ${list(workflows)} does not list ${event.workflow}`;
  return nameMisses(filters, "branches", event.headBranch);
}

function nameMisses(filters: Filters, kind: "branches" | "tags", name: string): string | undefined {
  const only = filters[kind];
  const ignore = filters[`${kind}-ignore`];
  if (only !== undefined) {
    return judged(kind, only, (matches) => (matches(name) ? undefined : `does not match ${name}`));
  }
  if (ignore === undefined) return undefined;
  return judged(`${kind}-ignore`, ignore, (matches) => (matches(name) ? `matches ${name}` : undefined));
}

function pathsMiss(filters: Filters, files: readonly string[] | undefined): string | undefined {
  if (files === undefined) return undefined;
  if (filters.paths !== undefined) {
    return judged("paths", filters.paths, (matches) =>
      files.some(matches) ? undefined : "matches none of the changed files",
    );
  }
  const ignore = filters["paths-ignore"];
  if (ignore === undefined) return undefined;
  return judged("paths-ignore", ignore, (matches) =>
    files.every(matches) ? "matches every changed file" : undefined,
  );
}

function judged(name: string, patterns: string[], miss: (matches: CompiledFilter) => string | undefined) {
  const filter = compileFilter(patterns);
  if (!filter.ok) return `${name}: ${filter.reason}`;
  const verdict = miss(filter.matches);
  return verdict === undefined ? undefined : `${name}: ${list(patterns)} ${verdict}`;
}

function list(patterns: string[]): string {
  return `[${patterns.join(", ")}]`;
}
