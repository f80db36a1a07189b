/** The branch that all leaves of a root are merged into. A git ref cannot be a folder and a leaf at once, hence `/epic`. */
export function epicBranch(issue: number): string {
  return `fractal/${issue}/epic`;
}

/** The branch of one attempt: it names its cause, so that publishing twice finds what was published once. */
export function leafBranch(issue: number, taskId: string, n: number): string {
  return `fractal/${issue}/${taskId}-${n}`;
}

/** The branch that offers one rule to the repository. */
export function policyBranch(id: string): string {
  return `fractal/policies/${id}`;
}
