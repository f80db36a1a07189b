import type { Problem } from "./tree.ts";

/** An active rule of a ruleset that holds for one of our branches; `parameters` as GitHub gives them. */
export type BranchRule = Readonly<{ type: string; ruleset: number | undefined; parameters: unknown }>;

/** Rules that refuse the birth of a branch, or a commit by what it says. */
const BIRTH = [
  "creation",
  "branch_name_pattern",
  "commit_message_pattern",
  "commit_author_email_pattern",
  "committer_email_pattern",
];
/** Rules that refuse what happens to the epic: leaves merged into it, and the default branch merged into it without a pull request. */
const MERGES = [
  "update",
  "pull_request",
  "required_linear_history",
  "required_deployments",
  "merge_queue",
  "workflows",
  "code_scanning",
];

/** One problem per kind of branch, naming every rule that would refuse the App there. Required signatures are met: GitHub signs. */
export function blockingRules(
  rules: readonly BranchRule[],
  kind: "epic" | "leaf",
  { htmlUrl, issue }: { htmlUrl: string; issue: number },
): Problem[] {
  const blocking = rules.filter((rule) => isBlocking(rule, kind));
  if (blocking.length === 0) return [];
  const types = [...new Set(blocking.map(({ type }) => type))].join(", ");
  const rulesets = [...new Set(blocking.flatMap(({ ruleset }) => ruleset ?? []))];
  const pages = rulesets.map((id) => `${htmlUrl}/rules/${id}`);
  const branches = kind === "epic" ? `fractal/${issue}/epic` : `fractal/${issue}/<task>`;
  return [
    {
      code: `rules-block-${kind}`,
      what: `Rules of this repository would refuse the App on ${branches}: ${types}`,
      remedy: `Exclude fractal/** from them, or put the App on their bypass list: ${pages.join(" ") || `${htmlUrl}/settings/rules`}`,
    },
  ];
}

function isBlocking({ type, parameters }: BranchRule, kind: "epic" | "leaf"): boolean {
  if (BIRTH.includes(type)) return true;
  if (type === "required_status_checks") return kind === "epic" || !isSparedAtBirth(parameters);
  return kind === "epic" && MERGES.includes(type);
}

function isSparedAtBirth(parameters: unknown): boolean {
  return (
    (parameters as { do_not_enforce_on_create?: unknown } | undefined)?.do_not_enforce_on_create === true
  );
}
