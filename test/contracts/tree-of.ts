import type { Bead, NewBead } from "#src/effects/beads/bead.ts";

export function idOf(n: number): string {
  return `fx-t${String(n).padStart(3, "0")}`;
}

/** A root with children, each waiting for the one before it. */
export function tree(size: number): NewBead[] {
  return Array.from({ length: size }, (_, n) => ({
    ...leaf(n),
    issue_type: n === 0 ? "epic" : "task",
    dependencies: n === 0 ? [] : [edge(0, "parent-child"), ...(n > 1 ? [edge(n - 1, "blocks")] : [])],
  }));
}

export function leaf(n: number): NewBead {
  return {
    id: idOf(n),
    title: `Task ${n}`,
    description: `What task ${n} is about`,
    acceptance_criteria: "npm test passes",
    external_ref: `gh-${n + 1}`,
    metadata: { fx_size: "S", fx_attempt: 0, fx_files: ["src/a.ts"], fx_budget: { usd: 0.5 } },
  };
}

export function edge(n: number, type: string): { depends_on_id: string; type: string } {
  return { depends_on_id: idOf(n), type };
}

export function row(beads: readonly Bead[], of: number | string): Bead {
  const id = typeof of === "number" ? idOf(of) : of;
  const found = beads.find((bead) => bead.id === id);
  if (found === undefined) throw new Error(`no ${id} among ${beads.map((bead) => bead.id).join(" ")}`);
  return found;
}
