/** The workflows Fractal brings and dispatches; they must be on the default branch. */
export const SHIPPED_WORKFLOWS = [
  ".github/workflows/fractal-worker.yml",
  ".github/workflows/fractal-verify.yml",
] as const;

/** The commit status that shows what fractal-verify.yml said. */
export const OWN_STATUS = "fractal/verify";

/** Exactly these: a repository may call its own CI `fractal.yml`. */
export function isOwnWorkflow(path: string): boolean {
  return SHIPPED_WORKFLOWS.some((own) => own === path);
}
