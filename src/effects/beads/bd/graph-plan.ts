import type { Bead } from "../bead.ts";

/** The rows as `bd create --graph` takes them: one transaction, explicit ids, keys equal to ids. */
export function graphPlan(rows: readonly Bead[], message: string): string {
  const keys = new Set(rows.map((row) => row.id));
  return JSON.stringify({ commit_message: message, nodes: rows.map((row) => node(row, keys)) });
}

function node(row: Bead, keys: ReadonlySet<string>): object {
  const parent = row.dependencies.find((edge) => edge.type === "parent-child")?.depends_on_id;
  return {
    key: row.id,
    id: row.id,
    title: row.title,
    type: row.issue_type,
    status: row.status,
    description: row.description,
    design: row.design,
    acceptance_criteria: row.acceptance_criteria,
    notes: row.notes,
    priority: row.priority,
    external_ref: row.external_ref,
    metadata: row.metadata,
    ...(parent === undefined ? {} : { [keys.has(parent) ? "parent_key" : "parent_id"]: parent }),
    deps: row.dependencies
      .filter((edge) => edge.type !== "parent-child")
      .map((edge) => ({ type: edge.type, target: edge.depends_on_id })),
  };
}
